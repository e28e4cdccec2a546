"""The official account when the vendor, or something between, answers what no documentation names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.wechat import OfficialAccount, finished_in, is_signed
from redvest.connectors.wechat.account import MARGIN
from tests.factories.vendors import WeChat, serving

TOKEN = (200, {"access_token": "token-1", "expires_in": 7200})


@pytest.fixture
def vendor() -> Iterator[WeChat]:
    with serving(WeChat(followers={"o-li"}, codes={"c1": "o-li"})) as made:
        yield made


def account(vendor: WeChat) -> OfficialAccount:
    return OfficialAccount(vendor.base, vendor.base, "wx1", "wx-secret")


def send(client: OfficialAccount, out_id: str = "a1") -> str:
    return client.send_template(
        openid="o-li", template="T1", data={"thing1": "轮到你了"}, url="https://x.cn/me/inbox/", out_id=out_id
    )


def paths(vendor: WeChat) -> list[str]:
    return [each.path.rsplit("/", 1)[1] for each in vendor.asked]


@pytest.mark.parametrize("said", [{}, {"error": "gateway"}, {"errmsg": "ok"}, {"errcode": 0}])
def test_an_answer_without_the_number_is_no_answer(vendor: WeChat, said: dict[str, Any]) -> None:
    """Nobody knows whether it was taken: it is not taken for sent, nor tried again at once."""
    client = account(vendor)
    send(client)
    vendor.next_answers = [(200, said)]
    with pytest.raises(Unanswered):
        send(client, out_id="a2")
    assert paths(vendor).count("send") == 2


@pytest.mark.parametrize(
    "said", [{}, {"access_token": "t"}, {"expires_in": 7200}, {"access_token": "t", "expires_in": "soon"}]
)
def test_no_token_is_no_message(vendor: WeChat, said: dict[str, Any]) -> None:
    vendor.next_answers = [(200, said)]
    with pytest.raises(Unsent):
        send(account(vendor))
    assert paths(vendor) == ["stable_token"] and not vendor.taken


@pytest.mark.parametrize("said", [{}, {"openid": ""}, {"access_token": "a", "unionid": "u"}])
def test_nobody_is_signed_in_by_an_answer_that_names_nobody(vendor: WeChat, said: dict[str, Any]) -> None:
    vendor.next_answers = [(200, said)]
    with pytest.raises(Unanswered):
        account(vendor).openid_for("c1")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"\xff\xfe", b"", b"null"])
def test_what_is_no_object_is_no_answer(vendor: WeChat, body: bytes) -> None:
    client = account(vendor)
    vendor.next_answers = [TOKEN, (502, body)]
    with pytest.raises(Unanswered):
        send(client)
    assert not vendor.taken


def test_a_token_that_stays_stale_is_asked_for_by_force_and_then_given_up(vendor: WeChat) -> None:
    client = account(vendor)
    send(client)
    vendor.token = "token-2"  # whatever the vendor gives, it does not take
    vendor.next_answers = [(200, {"errcode": 42001}), TOKEN, TOKEN, (200, {"errcode": 42001})]
    with pytest.raises(Refused, match="42001"):
        send(client, out_id="a2")
    forced = [each.json()["force_refresh"] for each in vendor.asked if each.path.endswith("stable_token")]
    assert forced == [False, False, True]
    assert paths(vendor)[-1] == "send" and len(vendor.taken) == 1


def test_a_token_about_to_end_is_not_used(vendor: WeChat) -> None:
    client = account(vendor)
    vendor.next_answers = [(200, {"access_token": "token-1", "expires_in": MARGIN})]
    send(client)
    send(client, out_id="a2")
    assert paths(vendor) == ["stable_token", "send", "stable_token", "send"]


def test_many_at_once_ask_for_one_token(vendor: WeChat) -> None:
    client = account(vendor)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: send(client, out_id=f"a{n}"), range(4)))
    assert made == ["200163836"] * 4
    assert paths(vendor).count("stable_token") == 1 and len(vendor.taken) == 4


def test_the_vendors_busy_is_no_word_of_the_person_who_signs_in(vendor: WeChat) -> None:
    vendor.next_answers = [(200, {"errcode": -1, "errmsg": "system error"})]
    with pytest.raises(Refused) as fault:
        account(vendor).openid_for("c1")
    assert (fault.value.code, fault.value.later) == ("-1", True)
    assert account(vendor).openid_for("c1") == "o-li"
    vendor.base = "http://127.0.0.1:9"
    with pytest.raises(Unsent):
        account(vendor).openid_for("c1")


def test_the_code_and_the_secret_are_written_as_an_address_needs_them(vendor: WeChat) -> None:
    vendor.codes = {"a&b=c d": "o-li"}
    assert account(vendor).openid_for("a&b=c d") == "o-li"
    (asked,) = vendor.asked
    assert (asked.method, asked.query["appid"], asked.query["grant_type"]) == (
        "GET",
        "wx1",
        "authorization_code",
    )
    entrance = account(vendor).entrance_for(back="https://x.cn/a?b=1&c=2", state="s&t")
    assert "state=s%26t" in entrance and entrance.endswith("#wechat_redirect") and "wx-secret" not in entrance


@pytest.mark.parametrize("given", ["", "不是签名", "0" * 40])
def test_a_call_back_with_another_signature_is_nobodys(given: str) -> None:
    assert not is_signed(token="tok", signature=given, timestamp="1", nonce="n")


def test_the_signature_is_over_the_sorted_three() -> None:
    right = hashlib.sha1(b"1noncetok").hexdigest()
    assert is_signed(token="tok", signature=right, timestamp="1", nonce="nonce")
    assert not is_signed(token="tok", signature=right.upper(), timestamp="1", nonce="nonce")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event></xml>",
        "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>x</MsgID><Status><![CDATA[success]]></Status></xml>",
        "<xml><Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>" + "9" * 40 + "</MsgID>"
        "<Status><![CDATA[success]]></Status></xml>",
    ],
)
def test_half_an_event_ends_no_message(body: str) -> None:
    assert finished_in(body) is None
