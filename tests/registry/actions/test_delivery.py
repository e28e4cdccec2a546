"""Notices leave once on each channel, in the day's hours, again when they may, and never twice after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.connectors import wechat
from redvest.core.models import ThrottleCount
from redvest.registry.actions.arrival import note_arrival
from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.delivery_rounds import deliver_due, settle_lost
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import Channel, DeliveryState, MessageKind
from redvest.registry.models import (
    ChannelChoice,
    Delivery,
    DeliveryAttempt,
    Message,
    OutgoingMessage,
    WeChatBond,
)
from redvest.registry.queries import secret
from redvest.registry.rules.delivery import LOST
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import Aliyun, WeChat, serving

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def sms(settings: Any) -> Iterator[Aliyun]:
    with serving(Aliyun()) as vendor:
        settings.REDVEST_SMS, settings.REDVEST_SMS_BASE = "aliyun", vendor.base
        settings.REDVEST_SMS_KEY, settings.REDVEST_SMS_SECRET = vendor.key, vendor.secret
        settings.REDVEST_SMS_CODE_TEMPLATE, settings.REDVEST_SMS_NOTICE_TEMPLATE = "SMS_1", "SMS_2"
        yield vendor


@pytest.fixture
def followed(settings: Any) -> Iterator[WeChat]:
    with serving(WeChat(followers={"o-li"})) as vendor:
        settings.REDVEST_WECHAT_APPID, settings.REDVEST_WECHAT_SECRET = "wx1", vendor.secret
        settings.REDVEST_WECHAT_BASE = settings.REDVEST_WECHAT_OPEN = vendor.base
        settings.REDVEST_WECHAT_TEMPLATE = "T1"
        wechat._account.cache_clear()
        yield vendor


def told(kind: MessageKind = MessageKind.SIGNUP, at: Any = NOW, **more: Any) -> Delivery:
    person = make.make_volunteer()
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=at, notice=Notice(kind, **more))
    (key,) = plan(message_id=Message.objects.latest("pk").pk, at=at)
    return Delivery.objects.get(pk=key)


def state(delivery: Delivery) -> tuple[str, int, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.tries, delivery.fault


def test_one_try_one_text_and_no_second_one(sms: Aliyun) -> None:
    delivery = told()
    assert deliver(delivery_id=delivery.pk, at=NOW) == DeliveryState.SENT
    assert deliver(delivery_id=delivery.pk, at=NOW) is None
    assert plan(message_id=delivery.message_id, at=NOW) == [delivery.pk]
    assert state(delivery) == ("sent", 1, "") and delivery.vendor_id == "1^0"
    assert [each["OutId"] for each in sms.taken] == [delivery.pk.hex]
    assert DeliveryAttempt.objects.get().outcome == "sent"
    assert not OutgoingMessage.objects.exists()


def test_at_night_only_what_is_urgent_goes_out(sms: Aliyun) -> None:
    night = NOW + 13 * HOUR  # 23:00 in China
    calm = told(at=night)
    urgent = told(MessageKind.ACCOUNT, at=night)
    assert deliver_due(city=make.CITY, at=night + MINUTE) == 1
    assert state(urgent)[0] == "sent" and state(calm) == ("waiting", 0, "")
    assert calm.next_at == NOW + 21 * HOUR  # seven in the morning
    assert deliver_due(city=make.CITY, at=NOW + 21 * HOUR) == 1 and state(calm)[0] == "sent"


def test_a_limit_is_waited_for_and_given_up_in_the_end(sms: Aliyun) -> None:
    delivery, at = told(), NOW
    sms.next_answers = [(200, {"Code": "isv.BUSINESS_LIMIT_CONTROL"})] * 9
    waited = []
    for _ in range(5):
        deliver(delivery_id=delivery.pk, at=at)
        delivery.refresh_from_db()
        waited.append(delivery.next_at - at)
        at = delivery.next_at
    assert waited[:4] == [MINUTE, 5 * MINUTE, 25 * MINUTE, 120 * MINUTE]
    assert state(delivery) == ("failed", 5, "isv.BUSINESS_LIMIT_CONTROL") and not sms.taken
    assert DeliveryAttempt.objects.filter(ended_at__isnull=False).count() == 5


def test_a_wrong_number_is_not_tried_again_and_what_is_too_late_is_dropped(sms: Aliyun) -> None:
    delivery = told()
    sms.next_answers = [(200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL"})]
    assert deliver(delivery_id=delivery.pk, at=NOW) == DeliveryState.FAILED
    late = told(until=NOW + MINUTE)
    assert deliver(delivery_id=late.pk, at=NOW + MINUTE) == DeliveryState.DROPPED
    assert not sms.taken


def test_killed_after_sending_the_vendor_is_asked_and_nobody_gets_it_twice(sms: Aliyun) -> None:
    delivery = told()
    sms.hangs = True  # it took the text, and the process never learns of it
    assert deliver(delivery_id=delivery.pk, at=NOW) == DeliveryState.SENDING
    assert DeliveryAttempt.objects.get().ended_at is None
    assert settle_lost(delivery_id=delivery.pk, at=NOW + MINUTE) is None  # somebody may be at it still
    deliver_due(city=make.CITY, at=NOW + LOST)
    assert state(delivery) == ("delivered", 1, "") and len(sms.taken) == 1


def test_killed_before_sending_it_is_sent(sms: Aliyun) -> None:
    delivery = told()
    Delivery.objects.filter(pk=delivery.pk).update(state="sending", tries=1, changed_at=NOW)
    DeliveryAttempt.objects.create(delivery=delivery, number=1, started_at=NOW)
    deliver_due(city=make.CITY, at=NOW + LOST)
    assert state(delivery) == ("sent", 2, "") and len(sms.taken) == 1
    assert [each.outcome for each in DeliveryAttempt.objects.order_by("number")] == ["interrupted", "sent"]


def test_wechat_takes_a_second_one_with_the_same_number_for_the_first(followed: WeChat) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-li")
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    followed.hangs = True
    assert deliver(delivery_id=key, at=NOW) == DeliveryState.SENDING
    followed.hangs = False
    deliver_due(city=make.CITY, at=NOW + LOST)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.vendor_id) == ("sent", 2, "200163836")
    assert len(followed.taken) == 1 and followed.taken[0]["data"]["thing1"]["value"] == "轮到你了"


def test_wechat_is_not_asked_again_once_it_has_forgotten_the_number(followed: WeChat) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-li")
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    followed.hangs = True
    assert deliver(delivery_id=key, at=NOW) == DeliveryState.SENDING
    deliver_due(city=make.CITY, at=NOW + LOST)  # once more without an answer
    deliver_due(city=make.CITY, at=NOW + 2 * LOST)
    followed.hangs, followed.forgets = False, True
    for minutes in range(10, 40):
        deliver_due(city=make.CITY, at=NOW + minutes * MINUTE)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.fault) == ("unknown", 2, "interrupted")
    assert len(followed.taken) == 1


def test_an_account_that_is_away_after_a_lost_try_gets_no_second_one_too_late(
    followed: WeChat, settings: Any
) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-li")
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    followed.hangs = True
    assert deliver(delivery_id=key, at=NOW) == DeliveryState.SENDING
    there, settings.REDVEST_WECHAT_BASE = followed.base, "http://127.0.0.1:9"
    wechat._account.cache_clear()
    deliver_due(city=make.CITY, at=NOW + LOST)
    settings.REDVEST_WECHAT_BASE, followed.hangs, followed.forgets = there, False, True
    wechat._account.cache_clear()
    assert Delivery.objects.get().state == "waiting"
    for minutes in range(6, 20):
        deliver_due(city=make.CITY, at=NOW + minutes * MINUTE)
    assert Delivery.objects.get().state == "unknown" and len(followed.taken) == 1


def test_a_lost_text_of_which_the_vendor_says_nothing_is_left_as_not_known_after_a_day(sms: Aliyun) -> None:
    delivery = told()
    Delivery.objects.filter(pk=delivery.pk).update(state="sending", tries=1, changed_at=NOW)
    sms.next_answers = [(200, {"Code": "isv.INVALID_PARAMETERS"})] * 3
    for hours in (1, 23):
        assert settle_lost(delivery_id=delivery.pk, at=NOW + hours * HOUR) == DeliveryState.SENDING
    assert settle_lost(delivery_id=delivery.pk, at=NOW + 24 * HOUR) == DeliveryState.UNKNOWN
    assert settle_lost(delivery_id=delivery.pk, at=NOW + 25 * HOUR) is None
    assert state(delivery) == ("unknown", 1, "interrupted") and not sms.taken


def test_who_does_not_follow_and_who_does_not_want_it(followed: WeChat, sms: Aliyun) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-stranger")
    ChannelChoice.objects.create(account=person.account, kind="signup", channel="sms", wanted=False)
    for kind in (MessageKind.SIGNUP, MessageKind.ACCOUNT):
        tell_person(volunteer=person, text="x", at=NOW, notice=Notice(kind))
    signup, account = Message.objects.order_by("kind").reverse()
    (key,) = plan(message_id=signup.pk, at=NOW)
    assert deliver(delivery_id=key, at=NOW) == DeliveryState.FAILED
    assert Delivery.objects.get(pk=key).fault == "43004"
    assert len(plan(message_id=account.pk, at=NOW)) == 2
    channels = Delivery.objects.filter(message=account).values_list("channel", flat=True)
    assert set(channels) == {Channel.SMS, Channel.WECHAT}


def bond(account: Any, openid: str) -> None:
    WeChatBond.objects.create(
        account=account, bound_at=NOW,
        openid_sealed=secret.keyring().encrypt(openid, context=secret.WECHAT_OPENID),
        openid_hash=secret.keyring().keyed_hash(openid, purpose="wechat"),
    )  # fmt: skip


def test_laid_out_again_a_notice_goes_nowhere_new(sms: Aliyun, followed: WeChat) -> None:
    person = make.make_volunteer()
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    message = Message.objects.get()
    first = plan(message_id=message.pk, at=NOW)
    bond(person.account, "o-li")  # bound since: for what comes after
    ChannelChoice.objects.create(account=person.account, kind="other", channel="sms", wanted=False)
    assert plan(message_id=message.pk, at=NOW + MINUTE) == first and len(first) == 1
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(("fault", "ends"), [("", "delivered"), ("failed:user block", "failed")])
def test_a_vendor_that_says_so_before_its_number_is_written_down_is_heard(
    followed: WeChat, fault: str, ends: str
) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-li")
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    arrive = partial(note_arrival, channel=Channel.WECHAT, vendor_id="200163836", fault=fault, at=NOW)
    assert arrive() == 0  # the process that sends has not come to its end yet
    assert deliver(delivery_id=key, at=NOW) == ends
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.fault) == (ends, fault)
    assert arrive() == 0 and not ThrottleCount.objects.filter(key__startswith="arrived:").exists()


def test_a_word_about_somebody_elses_notice_is_kept_for_minutes_and_changes_nothing(followed: WeChat) -> None:
    person = make.make_volunteer()
    bond(person.account, "o-li")
    assert note_arrival(channel=Channel.WECHAT, vendor_id="20016383", fault="", at=NOW) == 0
    assert note_arrival(channel=Channel.WECHAT, vendor_id="200163836", fault="", at=NOW - 10 * MINUTE) == 0
    tell_person(volunteer=person, text="【暖阳队】轮到你了", at=NOW)
    (key,) = plan(message_id=Message.objects.get().pk, at=NOW)
    assert deliver(delivery_id=key, at=NOW) == DeliveryState.SENT
    assert Delivery.objects.get().state == "sent"
