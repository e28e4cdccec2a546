"""The official account against a server that answers as WeChat's documentation says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.wechat import Finished, OfficialAccount, fields_of, finished_in, is_signed
from tests.factories.vendors import WeChat, serving


@pytest.fixture
def vendor() -> Iterator[WeChat]:
    with serving(WeChat(followers={"o-li"}, codes={"c1": "o-li"})) as made:
        yield made


def account(vendor: WeChat, secret: str = "wx-secret") -> OfficialAccount:
    return OfficialAccount(vendor.base, vendor.base, "wx1", secret)


def send(client: OfficialAccount, openid: str = "o-li", out_id: str = "a1") -> str:
    return client.send_template(
        openid=openid, template="T1", data={"thing1": "轮到你了"}, url="", out_id=out_id
    )


def test_a_message_goes_out_and_the_token_is_kept(vendor: WeChat) -> None:
    client = account(vendor)
    assert send(client) == "200163836" and send(client, out_id="a2") == "200163836"
    assert [each.path for each in vendor.asked].count("/cgi-bin/stable_token") == 1
    assert vendor.taken[0]["data"] == {"thing1": {"value": "轮到你了"}}
    assert vendor.taken[0]["client_msg_id"] == "a1"


def test_a_token_that_went_stale_is_fetched_anew_once(vendor: WeChat) -> None:
    client = account(vendor)
    send(client)
    vendor.token = "token-2"
    assert send(client, out_id="a2") == "200163836"
    asked = [each.json()["force_refresh"] for each in vendor.asked if each.path == "/cgi-bin/stable_token"]
    assert asked == [False, False]
    vendor.next_answers = [(200, {"errcode": 40001}), (200, {"access_token": "token-2", "expires_in": 7200})]
    send(client, out_id="a3")  # the same one came back, so it is asked for by force
    assert vendor.asked[-2].json()["force_refresh"] is True


@pytest.mark.parametrize(("code", "later"), [(43004, False), (45009, True), (-1, True), (40037, False)])
def test_refusals(vendor: WeChat, code: int, later: bool) -> None:
    client = account(vendor)
    send(client)
    vendor.next_answers = [(200, {"errcode": code, "errmsg": "x"})]
    with pytest.raises(Refused) as fault:
        send(client, out_id="a2")
    assert (fault.value.code, fault.value.later) == (str(code), later)


def test_who_does_not_follow_silence_and_a_wrong_secret(vendor: WeChat) -> None:
    with pytest.raises(Refused, match="43004"):
        send(account(vendor), openid="o-other")
    with pytest.raises(Refused, match="40125"):
        send(account(vendor, secret="wrong"))
    vendor.hangs = True
    with pytest.raises(Unanswered):
        send(account(vendor))
    vendor.next_answers = [(502, b"")]
    with pytest.raises(Unsent):  # the token failed: no message has left
        send(account(vendor))


def test_who_signs_in_is_known_by_a_code_once(vendor: WeChat) -> None:
    client = account(vendor)
    asked = parse_qs(urlsplit(client.entrance_for(back="https://x.cn/b/?a=1", state="s1")).query)
    assert asked["redirect_uri"] == ["https://x.cn/b/?a=1"] and asked["scope"] == ["snsapi_base"]
    assert client.openid_for("c1") == "o-li"
    with pytest.raises(Refused, match="40029"):
        client.openid_for("c1")


def test_what_the_vendor_calls_back_with() -> None:
    signature = hashlib.sha1("".join(sorted(["tok", "1", "n"])).encode()).hexdigest()
    assert is_signed(token="tok", signature=signature, timestamp="1", nonce="n")
    assert not is_signed(token="tok", signature=signature, timestamp="2", nonce="n")
    assert not is_signed(token="", signature=hashlib.sha1(b"1n").hexdigest(), timestamp="1", nonce="n")
    event = "<xml><Event><![CDATA[{}]]></Event><MsgID>20</MsgID><Status><![CDATA[{}]]></Status></xml>"
    assert finished_in(event.format("TEMPLATESENDJOBFINISH", "success")) == Finished("20", "")
    assert finished_in(event.format("TEMPLATESENDJOBFINISH", "failed:user block")) == Finished(
        "20", "failed:user block"
    )
    assert finished_in(event.format("subscribe", "x")) is None


def test_a_template_is_filled_within_its_limits() -> None:
    words = {"text": "很长" * 20, "when": "2026年3月5日 10:00", "sender": "暖阳队"}
    assert fields_of("thing1=text, time2=when,phrase3=sender,thing4=no", words) == {
        "thing1": "很长" * 9 + "很…", "time2": "2026年3月5日 10:00", "phrase3": "暖阳队", "thing4": "",
    }  # fmt: skip
