"""Codes by a vendor: by its template, and somebody who waits for one that cannot come is told so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from redvest.registry.actions.code import send_code, use_code
from redvest.registry.actions.message import send_message
from redvest.registry.choices import CodePurpose
from redvest.registry.message_errors import TextNotSent
from redvest.registry.models import OutgoingMessage
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Aliyun, serving

pytestmark = pytest.mark.django_db
PHONE = "13900001111"


@pytest.fixture
def vendor(settings: Any) -> Iterator[Aliyun]:
    with serving(Aliyun()) as made:
        settings.REDVEST_SMS, settings.REDVEST_SMS_BASE = "aliyun", made.base
        settings.REDVEST_SMS_KEY, settings.REDVEST_SMS_SECRET = made.key, made.secret
        settings.REDVEST_SMS_CODE_TEMPLATE, settings.REDVEST_SMS_SIGN = "SMS_1", "新余志愿"
        yield made


def send(capture: Any) -> None:
    with capture(execute=True):
        send_code(city=CITY, phone=PHONE, purpose=CodePurpose.SIGN_IN, at=NOW)


def test_the_digits_go_by_the_template_and_are_kept_nowhere(
    vendor: Aliyun, django_capture_on_commit_callbacks: Any
) -> None:
    send(django_capture_on_commit_callbacks)
    (taken,) = vendor.taken
    assert (taken["TemplateCode"], taken["PhoneNumbers"], "OutId" in taken) == ("SMS_1", PHONE, False)
    code = json.loads(taken["TemplateParam"])["code"]
    assert not OutgoingMessage.objects.exists()
    use_code(city=CITY, phone=PHONE, purpose=CodePurpose.SIGN_IN, code=code, at=NOW)


@pytest.mark.parametrize(
    "said", [(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"}), (200, {"Code": "isv.OUT_OF_SERVICE"}), (502, b"")]
)
def test_whoever_waits_for_a_code_hears_that_none_comes(
    vendor: Aliyun, said: Any, django_capture_on_commit_callbacks: Any
) -> None:
    vendor.next_answers = [said]
    with pytest.raises(TextNotSent) as fault:
        send(django_capture_on_commit_callbacks)
    assert fault.value.status == 503 and "过一会儿" in str(fault.value)
    assert not vendor.taken


def test_another_text_that_fails_is_a_line_in_the_log_without_the_number(
    vendor: Aliyun, django_capture_on_commit_callbacks: Any
) -> None:
    vendor.next_answers = [(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"})]
    with structlog.testing.capture_logs() as lines, django_capture_on_commit_callbacks(execute=True):
        send_message(city=make.CITY, phone=PHONE, text="认领到别的手机", at=NOW)
    (line,) = [each for each in lines if each["event"] == "text_not_sent"]
    assert line["tail"] == "1111" and PHONE not in str(line) and "MOBILE_NUMBER_ILLEGAL" in line["fault"]


def test_in_production_without_a_vendor_nobody_waits_for_a_code_in_vain(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.REDVEST_PRODUCTION, settings.REDVEST_DEMO = True, False
    with pytest.raises(TextNotSent), django_capture_on_commit_callbacks(execute=True):
        send_code(city=CITY, phone="13900001111", purpose=CodePurpose.REGISTER, at=NOW)
