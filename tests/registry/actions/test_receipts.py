"""Receipts of texts: asked for after a while, written down once, and not for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.core.clock import CHINA
from redvest.registry.actions import receipts
from redvest.registry.actions.delivery import deliver
from redvest.registry.actions.delivery_rounds import settle_lost
from redvest.registry.actions.receipts import ask_receipts
from redvest.registry.choices import MessageKind
from redvest.registry.models import Delivery
from redvest.registry.rules.delivery import LOST
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


@pytest.mark.parametrize(("begun", "filed"), [((23, 59, 50), "20260306"), ((0, 0, 1), "20260305")])
def test_a_text_near_midnight_is_found_under_either_day(
    sms: Aliyun, begun: tuple[int, int, int], filed: str
) -> None:
    """A round begun at 23:59:50 hands a text over at 00:00:05; a clock that runs ahead makes it the other way round."""
    at = datetime(2026, 3, 5 if begun[0] else 6, *begun, tzinfo=CHINA)
    delivery = told(MessageKind.ACCOUNT, at=at)
    deliver(delivery_id=delivery.pk, at=at)
    sms.taken[0]["day"] = filed
    assert ask_receipts(city=CITY, at=at + 10 * MINUTE) == 1
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_lost_text_near_midnight_is_not_sent_again(sms: Aliyun) -> None:
    at = datetime(2026, 3, 5, 23, 59, 50, tzinfo=CHINA)
    delivery = told(MessageKind.ACCOUNT, at=at)
    sms.hangs = True
    assert deliver(delivery_id=delivery.pk, at=at) == "sending"
    sms.taken[0]["day"] = "20260306"
    assert settle_lost(delivery_id=delivery.pk, at=at + LOST) == "delivered"
    assert len(sms.taken) == 1


def test_by_day_one_day_is_asked_about(sms: Aliyun) -> None:
    delivery = sent(sms)
    sms.next_answers = [(200, {"Code": "OK"})]
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 0
    assert [each.query["SendDate"] for each in sms.asked[1:]] == ["20260305"]
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_text_about_which_the_vendor_says_nothing_keeps_no_other_waiting(sms: Aliyun) -> None:
    first, second = sent(sms), sent(sms)
    at = NOW + 10 * MINUTE
    sms.next_answers = [(200, {"Code": "isv.INVALID_PARAMETERS"})]
    assert ask_receipts(city=CITY, at=at) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("sent", "delivered")
    assert first.next_at == at + 60 * MINUTE
    sms.next_answers = [(200, {"Code": "isv.INVALID_PARAMETERS"})]
    assert ask_receipts(city=CITY, at=NOW + 3 * DAY) == 0
    assert ask_receipts(city=CITY, at=NOW + 9 * DAY) == 0, "after three days nobody asks any more"


def test_a_limit_of_the_vendor_ends_the_round_and_moves_nothing(sms: Aliyun) -> None:
    first, _second = sent(sms), sent(sms)
    before = first.next_at
    sms.next_answers = [(200, {"Code": "Throttling.User"})]
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 0 and len(sms.asked) == 3
    first.refresh_from_db()
    assert (first.state, first.next_at) == ("sent", NOW + 10 * MINUTE) and before == NOW


def test_a_round_of_questions_ends_with_its_time(sms: Aliyun, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        sent(sms)
    moments = iter([0.0, 1.0, 25.0])
    monkeypatch.setattr(receipts.time, "monotonic", lambda: next(moments))
    assert ask_receipts(city=CITY, at=NOW + 10 * MINUTE) == 1
    assert Delivery.objects.filter(state="sent").count() == 2
