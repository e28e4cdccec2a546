"""Texts by Aliyun, against a server that checks the signature as the vendor documents it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.sms import AliyunSms, Fate
from redvest.connectors.sms.acs3 import authorization, query_of
from redvest.connectors.sms.aliyun import LONGEST, parted, plain, shortened
from tests.factories.vendors import Aliyun, serving

PHONE = "13900001111"


@pytest.fixture
def vendor() -> Iterator[Aliyun]:
    with serving(Aliyun()) as made:
        yield made


def client(vendor: Aliyun, secret: str = "a-secret") -> AliyunSms:
    return AliyunSms(vendor.base, vendor.key, secret, "新余志愿", "SMS_1", "SMS_2")


def test_the_example_of_the_vendors_documentation() -> None:
    """OpenAPI V3 signature, its fixed example: RunInstances of 2023-10-26."""
    query = query_of(
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    )
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    made = authorization(
        method="POST", path="/", query=query, headers=headers, body=b"", key="YourAccessKeyId",
        secret="YourAccessKeySecret",
    )  # fmt: skip
    assert made.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_a_code_and_a_notice_go_by_their_templates(vendor: Aliyun) -> None:
    sms = client(vendor)
    assert sms.send(phone=PHONE, text="【新余志愿】验证码 246810", code="246810") == "1^0"
    sms.send(phone=PHONE, text="【暖阳队】候补轮到你了", out_id="a1")
    code, notice = vendor.taken
    assert (code["TemplateCode"], json.loads(code["TemplateParam"])) == ("SMS_1", {"code": "246810"})
    assert (notice["TemplateCode"], json.loads(notice["TemplateParam"])) == (
        "SMS_2",
        {"text": "候补轮到你了"},
    )
    assert (notice["SignName"], notice["OutId"]) == ("新余志愿", "a1")


def test_what_the_vendor_refuses_and_what_may_go_later(vendor: Aliyun) -> None:
    with pytest.raises(Refused) as fault:
        client(vendor, secret="wrong").send(phone=PHONE, text="x")
    assert (fault.value.code, fault.value.later) == ("SignatureDoesNotMatch", False)
    vendor.limit = True
    client(vendor).send(phone=PHONE, text="x")
    with pytest.raises(Refused) as fault:
        client(vendor).send(phone=PHONE, text="x")
    assert (fault.value.code, fault.value.later) == ("isv.BUSINESS_LIMIT_CONTROL", True)
    assert len(vendor.taken) == 1


def test_silence_is_told_apart_from_no_connection_and_the_vendor_can_be_asked(vendor: Aliyun) -> None:
    vendor.hangs = True
    with pytest.raises(Unanswered):
        client(vendor).send(phone=PHONE, text="x", out_id="b2")
    assert client(vendor).find(phone=PHONE, out_id="b2", on=date(2026, 3, 5)) is Fate.DELIVERED
    assert client(vendor).find(phone=PHONE, out_id="c3", on=date(2026, 3, 5)) is None
    vendor.next_answers = [(502, b"<html>")]
    with pytest.raises(Unanswered):
        client(vendor).send(phone=PHONE, text="x")
    vendor.base = "http://127.0.0.1:9"
    with pytest.raises(Unsent):
        client(vendor).send(phone=PHONE, text="x")


def test_a_notice_is_cut_to_what_a_variable_holds() -> None:
    assert len(shortened("【暖阳队】" + "长" * 80)) == 35 and shortened("短 \n 句") == "短 句"


OFFER = "【暖阳队】候补轮到你了：3月6日 10:00“去敬老院陪老人包饺子”。名额给你留到 3月6日 07:30，请到“我的报名”点“我去”。"


def test_who_has_no_inbox_is_sent_the_whole_by_the_long_template(vendor: Aliyun) -> None:
    sms = replace(client(vendor), long_template="SMS_3")
    sms.send(phone=PHONE, text=OFFER, out_id="a1", whole=True)
    sms.send(phone=PHONE, text=OFFER, out_id="a2")
    sms.send(phone=PHONE, text="【暖阳队】候补轮到你了", out_id="a3", whole=True)
    sms.send(phone=PHONE, text="【新余志愿】验证码 246810", code="246810", whole=True)
    assert [each["TemplateCode"] for each in vendor.taken] == ["SMS_3", "SMS_2", "SMS_2", "SMS_1"]
    words = json.loads(vendor.taken[0]["TemplateParam"])
    assert "".join(words.values()) == plain(OFFER) and "留到 3月6日 07:30" in plain(OFFER)


def test_without_a_long_template_it_is_cut_as_before(vendor: Aliyun) -> None:
    client(vendor).send(phone=PHONE, text=OFFER, out_id="a1", whole=True)
    assert json.loads(vendor.taken[0]["TemplateParam"]) == {"text": shortened(OFFER)}


@pytest.mark.parametrize("length", [36, 37, 38, 39, 100, 139, 140, 141, 500])
def test_no_part_is_empty_or_too_long_and_together_they_are_the_words(length: int) -> None:
    words = "".join(chr(0x4E00 + n) for n in range(length))
    parts = parted(f"【暖阳队】{words}")
    assert list(parts) == ["text", "text2", "text3", "text4"]
    assert all(0 < len(part) <= LONGEST for part in parts.values())
    assert "".join(parts.values()) == (words if length <= 140 else f"{words[:139]}…")
