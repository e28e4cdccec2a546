"""Many workers at one notice, at one letter, at one feed: each leaves the house once and counts once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.delivery_rounds import deliver_due
from redvest.registry.actions.message import tell_person
from redvest.registry.models import Delivery, DeliveryAttempt, Message
from redvest.service.actions.calendar_feed import read_feed, renew_feed
from redvest.service.actions.letter import send_letter, write_letter
from redvest.service.models import CalendarEvent
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.factories.vendors import Aliyun, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sms(settings: Any) -> Iterator[Aliyun]:
    with serving(Aliyun()) as vendor:
        settings.REDVEST_SMS, settings.REDVEST_SMS_BASE = "aliyun", vendor.base
        settings.REDVEST_SMS_KEY, settings.REDVEST_SMS_SECRET = vendor.key, vendor.secret
        yield vendor


def test_workers_at_one_notice_send_one_text(sms: Aliyun) -> None:
    tell_person(volunteer=make.make_volunteer(), text="来吧", at=NOW)
    key = Message.objects.get().pk
    plans = at_once(*[partial(plan, message_id=key, at=NOW) for _ in range(4)])
    assert Delivery.objects.count() == 1
    delivery = Delivery.objects.get()
    assert all(each == [delivery.pk] for each in plans)
    at_once(
        *[partial(deliver, delivery_id=delivery.pk, at=NOW) for _ in range(3)],
        *[partial(deliver_due, city=CITY, at=NOW) for _ in range(3)],  # type: ignore[list-item]
    )
    assert (len(sms.taken), DeliveryAttempt.objects.count()) == (1, 1)


def test_a_letter_sent_twice_at_once_is_copied_once() -> None:
    body = make.make_body()
    by, activity = make.make_leader(body), make_activity(body=body)
    post = make_post(activity=activity, places=9)
    for _ in range(3):
        make_signup(post=post, volunteer=make.make_volunteer())
    letter = write_letter(by=by, activity=activity, audience="holding", text="东门集合", at=NOW)
    outcomes = at_once(*[partial(send_letter, letter_id=letter.pk, at=NOW) for _ in range(4)])
    assert sorted(each for each in outcomes if isinstance(each, int)) == [0, 0, 0, 3]
    assert Message.objects.filter(letter_id=letter.pk).count() == 3


def test_two_clients_at_one_feed_raise_a_version_once() -> None:
    person = make.make_volunteer()
    signup = make_signup(post=make_post(), volunteer=person)
    secret = renew_feed(by=make.volunteer_standing(person), at=NOW)
    read_feed(secret=secret, at=NOW)
    signup.activity.title = "换了名字"
    signup.activity.save()
    at_once(*[partial(read_feed, secret=secret, at=NOW + HOUR) for _ in range(4)])
    assert CalendarEvent.objects.get().sequence == 1
