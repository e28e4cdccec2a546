"""Rounds: many at once wait for the minute's round, a vendor that is away is not waited for again and again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.actions.delivery import deliver, deliver_due
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.models import Delivery, DeliveryAttempt, Message
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Aliyun
from tests.registry.actions.test_delivery import sms, told

__all__ = ["sms"]
pytestmark = pytest.mark.django_db
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def test_many_at_once_go_out_with_the_round(sms: Aliyun) -> None:
    for _ in range(3):
        tell_person(volunteer=make.make_volunteer(), text="取消了", at=NOW, notice=Notice(many=True))
    assert not Delivery.objects.exists()
    assert deliver_due(city=CITY, at=NOW) == 3 and len(sms.taken) == 3
    assert not Message.objects.filter(laid_out_at__isnull=True).exists()
    assert deliver_due(city=CITY, at=NOW + MINUTE) == 0 and len(sms.taken) == 3


def test_what_a_lost_task_left_is_laid_out_by_the_round_but_nothing_of_yesterday(sms: Aliyun) -> None:
    for days in (0, 2):
        tell_person(volunteer=make.make_volunteer(), text="x", at=NOW - days * DAY)
    assert deliver_due(city=CITY, at=NOW) == 1
    assert Message.objects.filter(laid_out_at__isnull=True).count() == 1


def test_what_was_written_before_a_channel_was_there_stays_in_the_inbox(settings: object) -> None:
    tell_person(volunteer=make.make_volunteer(), text="x", at=NOW)
    assert Message.objects.get().laid_out_at == NOW
    settings.REDVEST_SMS = "aliyun"  # type: ignore[attr-defined]
    assert deliver_due(city=CITY, at=NOW + MINUTE) == 0 and not Delivery.objects.exists()


def test_a_vendor_that_is_away_is_tried_once_in_a_round(sms: Aliyun, settings: object) -> None:
    rows = [told() for _ in range(3)]
    there, settings.REDVEST_SMS_BASE = sms.base, "http://127.0.0.1:9"  # type: ignore[attr-defined]
    assert deliver_due(city=CITY, at=NOW) == 1 and DeliveryAttempt.objects.count() == 1
    assert deliver(delivery_id=rows[2].pk, at=NOW + 30 * SECOND) is None
    settings.REDVEST_SMS_BASE = there  # type: ignore[attr-defined]
    assert deliver_due(city=CITY, at=NOW + MINUTE) == 3 and len(sms.taken) == 3
    assert [each.tries for each in Delivery.objects.order_by("pk")] == [2, 1, 1]


def test_one_channel_that_is_away_holds_up_no_other(sms: Aliyun, settings: object) -> None:
    sms.next_answers = [(502, b"")]
    first, second = told(), told(MessageKind.HOURS)
    assert deliver_due(city=CITY, at=NOW) == 1
    Delivery.objects.filter(pk=second.pk).update(channel="email")
    assert deliver_due(city=CITY, at=NOW + SECOND) == 1  # there is no address, which is found out at once
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("sending", "failed")
