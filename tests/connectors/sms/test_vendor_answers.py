"""Aliyun's answers one by one: which refusal is for good, what a lost text became, and what the signature covers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from redvest.connectors.outlet import Refused, Unanswered
from redvest.connectors.sms import AliyunSms, Fate
from redvest.connectors.sms.acs3 import authorization, query_of
from redvest.connectors.sms.aliyun import LONGEST, shortened
from tests.factories.vendors import Aliyun, serving

PHONE, DAY = "13900001111", date(2026, 3, 5)


@pytest.fixture
def vendor() -> Iterator[Aliyun]:
    with serving(Aliyun()) as made:
        yield made


def client(vendor: Aliyun) -> AliyunSms:
    return AliyunSms(vendor.base, vendor.key, vendor.secret, "新余志愿", "SMS_1", "SMS_2")


@pytest.mark.parametrize(
    ("status", "code", "later"),
    [
        (200, "isv.MOBILE_NUMBER_ILLEGAL", False),
        (200, "isv.BLACK_KEY_CONTROL_LIMIT", False),
        (200, "isv.SMS_TEMPLATE_ILLEGAL", False),
        (200, "isv.DAY_LIMIT_CONTROL", True),
        (200, "isv.AMOUNT_NOT_ENOUGH", True),
        (400, "Throttling.User", True),
        (400, "InvalidAccessKeyId.NotFound", False),
        (503, "ServiceUnavailable", True),
    ],
)
def test_what_is_refused_for_good_and_what_for_now(
    vendor: Aliyun, status: int, code: str, later: bool
) -> None:
    vendor.next_answers = [(status, {"Code": code, "Message": "x"})]
    with pytest.raises(Refused) as fault:
        client(vendor).send(phone=PHONE, text="x")
    assert (fault.value.code, fault.value.later) == (code, later)
    assert len(vendor.asked) == 1 and not vendor.taken  # the client itself never tries again


@pytest.mark.parametrize("said", [{}, {"Message": "x"}, [], b"", b"<html>502</html>", b"\xff\xfe"])
def test_an_answer_without_a_code_is_no_answer(vendor: Aliyun, said: Any) -> None:
    vendor.next_answers = [(200, said)]
    with pytest.raises(Unanswered):
        client(vendor).send(phone=PHONE, text="x")


def rows(*states: tuple[str, int]) -> tuple[int, dict[str, Any]]:
    found = [{"OutId": out_id, "SendStatus": state} for out_id, state in states]
    return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}


@pytest.mark.parametrize(
    ("state", "fate"), [(1, Fate.TAKEN), (2, Fate.FAILED), (3, Fate.DELIVERED), (9, Fate.TAKEN)]
)
def test_each_state_of_a_text_at_the_vendor(vendor: Aliyun, state: int, fate: Fate) -> None:
    vendor.next_answers = [rows(("other", 3), ("mine", state))]
    assert client(vendor).find(phone=PHONE, out_id="mine", on=DAY) is fate
    (asked,) = vendor.asked
    assert (asked.query["SendDate"], asked.query["PhoneNumber"]) == ("20260305", PHONE)


def test_it_is_looked_for_on_every_page_until_one_is_not_full(vendor: Aliyun) -> None:
    full = rows(*[(f"x{n}", 3) for n in range(50)])
    vendor.next_answers = [full, full, rows(("mine", 2))]
    assert client(vendor).find(phone=PHONE, out_id="mine", on=DAY) is Fate.FAILED
    assert [each.query["CurrentPage"] for each in vendor.asked] == ["1", "2", "3"]
    vendor.next_answers = [full, rows()]
    assert client(vendor).find(phone=PHONE, out_id="mine", on=DAY) is None


@pytest.mark.parametrize("said", [{"Code": "OK"}, {"Code": "OK", "SmsSendDetailDTOs": None}])
def test_a_vendor_without_rows_knows_of_none(vendor: Aliyun, said: dict[str, Any]) -> None:
    vendor.next_answers = [(200, said)]
    assert client(vendor).find(phone=PHONE, out_id="mine", on=DAY) is None


def test_a_code_never_travels_in_a_notices_template_and_no_number_is_sent_without_one(vendor: Aliyun) -> None:
    client(vendor).send(phone=PHONE, text="【暖阳队】验证码 246810", code="246810")
    client(vendor).send(phone=PHONE, text="【暖阳队】你 246810")
    code, notice = vendor.taken
    assert json.loads(code["TemplateParam"]) == {"code": "246810"} and "OutId" not in code
    assert json.loads(notice["TemplateParam"]) == {"text": "你 246810"} and "OutId" not in notice
    nonces = {each.headers["x-acs-signature-nonce"] for each in vendor.asked}
    assert len(nonces) == 2


def signed(**changed: Any) -> str:
    given: dict[str, Any] = {
        "method": "POST", "path": "/", "query": "A=1", "headers": {"host": "h", "x-acs-action": "SendSms"},
        "body": b"", "key": "k", "secret": "s",
    }  # fmt: skip
    return authorization(**given | changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"path": "/x"},
        {"query": "A=2"},
        {"body": b"x", "headers": {"host": "h", "x-acs-action": "SendSms", "x-acs-content-sha256": "y"}},
        {"headers": {"host": "evil", "x-acs-action": "SendSms"}},
        {"headers": {"host": "h", "x-acs-action": "QuerySendDetails"}},
        {"secret": "t"},
    ],
)
def test_whatever_is_changed_on_the_way_breaks_the_signature(changed: dict[str, Any]) -> None:
    assert signed(**changed).split("Signature=")[1] != signed().split("Signature=")[1]


def test_headers_are_signed_in_one_order_whatever_theirs() -> None:
    turned = signed(headers={"x-acs-action": "SendSms", "host": "h"})
    assert turned == signed() and "SignedHeaders=host;x-acs-action," in turned


def test_a_query_is_sorted_and_escaped_as_the_vendor_reads_it() -> None:
    assert query_of({"b": "~a b+c*/", "a": "新余"}) == "a=%E6%96%B0%E4%BD%99&b=~a%20b%2Bc%2A%2F"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("【暖阳队】" + "字" * LONGEST, "字" * LONGEST),
        ("【暖阳队】" + "字" * (LONGEST + 1), "字" * (LONGEST - 1) + "…"),
        ("【没有关上", "【没有关上"),
        ("【甲】【乙】词", "【乙】词"),
        ("一\t二\n\n三", "一 二 三"),
    ],
)
def test_a_notice_is_cut_at_the_character(text: str, left: str) -> None:
    assert shortened(text) == left
