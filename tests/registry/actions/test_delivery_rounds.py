"""Rounds: many at once wait for the minute's round, a vendor that is away is not waited for again and again."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from redvest.registry.actions import carrier, delivery_rounds
from redvest.registry.actions.delivery import deliver
from redvest.registry.actions.delivery_rounds import deliver_due
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.vendor_away import note_away
from redvest.registry.choices import Channel, MessageKind
from redvest.registry.models import Delivery, DeliveryAttempt, Message
from redvest.registry.rules.delivery import LOST
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


def test_a_text_put_off_in_the_evening_rings_nobody_at_night(sms: Aliyun) -> None:
    evening = NOW + timedelta(hours=11, minutes=50)  # 21:50 in China
    delivery = told(at=evening)
    sms.next_answers = [(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})] * 3
    for minutes in (0, 1, 6, 15, 31, 60, 151, 300, 549, 550):
        deliver_due(city=CITY, at=evening + minutes * MINUTE)
    tries = list(DeliveryAttempt.objects.order_by("number").values_list("started_at", flat=True))
    morning = NOW + timedelta(hours=21)  # seven
    assert tries[:3] == [evening, evening + MINUTE, evening + 6 * MINUTE]
    assert tries[3] == morning and len(tries) == 4
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_what_presses_is_tried_again_at_night_too(sms: Aliyun) -> None:
    evening = NOW + timedelta(hours=11, minutes=59, seconds=30)
    delivery = told(urgent=True, at=evening)
    sms.next_answers = [(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})]
    assert deliver(delivery_id=delivery.pk, at=evening) == "waiting"
    assert deliver(delivery_id=delivery.pk, at=evening + MINUTE) == "sent"


def test_what_was_lost_in_the_evening_is_sent_in_the_morning(sms: Aliyun) -> None:
    evening = NOW + timedelta(hours=11, minutes=58)
    delivery = told(at=evening)
    Delivery.objects.filter(pk=delivery.pk).update(state="sending", tries=1, changed_at=evening)
    assert deliver_due(city=CITY, at=evening + 5 * MINUTE) == 0 and not sms.taken
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_at) == ("waiting", NOW + timedelta(hours=21))


def test_a_vendor_that_does_not_answer_is_asked_about_one_lost_text_and_holds_up_no_other_channel(
    sms: Aliyun,
) -> None:
    lost = [told() for _ in range(5)]
    keys = [each.pk for each in lost]
    Delivery.objects.filter(pk__in=keys).update(state="sending", tries=1, changed_at=NOW)
    other = told(at=NOW)
    Delivery.objects.filter(pk=other.pk).update(channel="email")
    sms.next_answers = [(500, b"")] * 5
    assert deliver_due(city=CITY, at=NOW + LOST) == 1
    assert len(sms.asked) == 1, "the other four wait until it is there again"
    other.refresh_from_db()
    assert (other.state, other.fault) == ("failed", "no address")
    sms.next_answers = []
    assert deliver_due(city=CITY, at=NOW + LOST + MINUTE) == 5
    assert set(Delivery.objects.filter(pk__in=keys).values_list("state", flat=True)) == {"sent"}


def test_a_crowd_that_waits_for_one_vendor_keeps_no_other_channel_out(
    sms: Aliyun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_rounds, "MOST", 3)
    crowd = [told() for _ in range(5)]
    other = told(at=NOW + SECOND)
    Delivery.objects.filter(pk=other.pk).update(channel="email")
    note_away(vendor="sms", at=NOW + SECOND)
    assert deliver_due(city=CITY, at=NOW + 2 * SECOND) == 1
    other.refresh_from_db()
    assert other.state == "failed" and not sms.asked
    assert Delivery.objects.filter(pk__in=[each.pk for each in crowd], state="waiting").count() == 5


def test_the_channels_take_turns(sms: Aliyun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the time of a round is over after a few, each channel had some of it."""
    rows = [told() for _ in range(4)]
    Delivery.objects.filter(pk=rows[3].pk).update(channel="email")
    monkeypatch.setattr(delivery_rounds, "_within", lambda seconds, keys: keys[:2])
    assert deliver_due(city=CITY, at=NOW) == 2
    assert [each.tries for each in Delivery.objects.order_by("pk")] == [1, 0, 0, 1]


def test_a_part_of_a_round_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(delivery_rounds.time, "monotonic", lambda: now[0])
    keys = [uuid4() for _ in range(4)]
    done = []
    for key in delivery_rounds._within(5.0, keys):
        done.append(key)
        now[0] += 3
    assert done == keys[:2]


def test_a_notice_that_breaks_its_carrier_does_not_stop_those_behind_it(
    sms: Aliyun, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = told(), told()
    whole = carrier._CARRIERS[Channel.SMS]

    def carry(delivery: Delivery) -> str:
        if delivery.pk == first.pk:
            raise UnicodeError("nobody thought of this")
        return whole(delivery)

    monkeypatch.setitem(carrier._CARRIERS, Channel.SMS, carry)
    assert deliver_due(city=CITY, at=NOW) == 2
    rows = {row.pk: (row.state, row.fault) for row in Delivery.objects.all()}
    assert rows == {first.pk: ("failed", "UnicodeError"), second.pk: ("sent", "")}
    assert DeliveryAttempt.objects.filter(ended_at__isnull=True).count() == 0


def test_an_answer_about_a_lost_text_that_nobody_understands_stops_no_round(sms: Aliyun) -> None:
    lost = told()
    Delivery.objects.filter(pk=lost.pk).update(state="sending", tries=1, changed_at=NOW)
    waiting = told(at=NOW + LOST)
    sms.next_answers = [(200, {"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": ["?"]}})]
    assert deliver_due(city=CITY, at=NOW + LOST) == 1
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert states == {lost.pk: "sending", waiting.pk: "sent"}


def test_what_is_urgent_does_not_wait_behind_a_long_letter(
    sms: Aliyun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two thousand copies of a letter take ten rounds: who is about to leave home hears in the first."""
    monkeypatch.setattr(delivery_rounds, "MOST", 1)
    for n in range(6):
        tell_person(volunteer=make.make_volunteer(), text=f"信 {n}", at=NOW, notice=Notice(many=True))
    late = Notice(many=True, urgent=True)
    tell_person(volunteer=make.make_volunteer(), text="取消了", at=NOW + SECOND, notice=late)
    assert deliver_due(city=CITY, at=NOW + SECOND) == 1
    (text,) = [json.loads(each["TemplateParam"])["text"] for each in sms.taken]
    assert text == "取消了"
