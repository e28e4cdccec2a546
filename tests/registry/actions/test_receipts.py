"""Receipts of texts: asked for after a while, written down once, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.actions.delivery import deliver
from redvest.registry.actions.receipts import ask_receipts
from redvest.registry.models import Delivery
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Aliyun
from tests.registry.actions.test_delivery import sms, told

__all__ = ["sms"]
pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def detail(delivery: Delivery, status: int) -> tuple[int, dict[str, object]]:
    rows = [{"OutId": delivery.pk.hex, "SendStatus": status}]
    return 200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}


def sent(sms: Aliyun) -> Delivery:
    delivery = told()
    deliver(delivery_id=delivery.pk, at=NOW)
    return delivery


def test_it_is_asked_after_ten_minutes_and_then_hourly(sms: Aliyun) -> None:
    delivery = sent(sms)
    assert ask_receipts(city=CITY, at=NOW + 9 * MINUTE) == 0 and len(sms.asked) == 1
    sms.next_answers = [detail(delivery, 1)]
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 0
    assert ask_receipts(city=CITY, at=NOW + 60 * MINUTE) == 0 and len(sms.asked) == 2
    sms.next_answers = [detail(delivery, 3)]
    assert ask_receipts(city=CITY, at=NOW + 70 * MINUTE) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fault) == ("delivered", "")
    assert ask_receipts(city=CITY, at=NOW + DAY) == 0 and len(sms.asked) == 3


def test_a_text_that_did_not_arrive_says_so(sms: Aliyun) -> None:
    delivery = sent(sms)
    sms.next_answers = [detail(delivery, 2)]
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fault) == ("failed", "receipt")


def test_after_three_days_nobody_asks_any_more(sms: Aliyun) -> None:
    delivery = sent(sms)
    sms.next_answers = [detail(delivery, 1)]
    ask_receipts(city=CITY, at=NOW + 3 * DAY)
    assert ask_receipts(city=CITY, at=NOW + 30 * DAY) == 0 and len(sms.asked) == 2
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_vendor_that_is_away_ends_the_round_and_changes_nothing(sms: Aliyun) -> None:
    first, second = sent(sms), sent(sms)
    sms.next_answers = [(500, b"")]
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 0 and len(sms.asked) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert ask_receipts(city=CITY, at=NOW + 11 * MINUTE) == 2
    for each in (first, second):
        each.refresh_from_db()
        assert each.state == "delivered"
