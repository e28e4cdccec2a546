"""Each push service is a vendor of its own: one that is away, or an address that leads nowhere, silences no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from redvest.registry.actions.delivery import deliver, plan
from redvest.registry.actions.delivery_rounds import deliver_due
from redvest.registry.actions.message import tell_person
from redvest.registry.actions.vendor_away import away_until, note_away
from redvest.registry.models import Delivery, Message, PushSubscription, Volunteer
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Push, serving
from tests.registry.actions.test_reach_edges import browser, service

__all__ = ["service"]
pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def other(service: Push, settings: Any) -> Iterator[Push]:
    with serving(Push()) as made:
        settings.REDVEST_PUSH_HOSTS = tuple(each.base.removeprefix("http://") for each in (service, made))
        yield made


def two_browsers(service: Push, other: Push) -> list[Delivery]:
    """A notice to somebody with a browser at each of two services, that of the first to go out first."""
    person = make.make_volunteer()
    for number, each in enumerate((service, other)):
        browser(make.volunteer_standing(person), each, number)
    tell_person(volunteer=person, text="x", at=NOW)
    plan(message_id=Message.objects.get().pk, at=NOW)
    rows = [
        Delivery.objects.get(target=str(PushSubscription.objects.get(endpoint__startswith=each.base).pk))
        for each in (service, other)
    ]
    Delivery.objects.filter(pk=rows[1].pk).update(next_at=NOW + SECOND)
    return rows


def test_a_push_service_that_is_away_silences_no_other(service: Push, other: Push) -> None:
    first, second = two_browsers(service, other)
    service.next_answers = [(503, b"")]
    assert deliver_due(city=CITY, at=NOW + SECOND) == 2
    states = dict(Delivery.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("sending", "sent")
    assert len(other.taken) == 1


def test_what_waits_for_one_that_is_away_comes_after_what_can_leave(service: Push, other: Push) -> None:
    first, second = two_browsers(service, other)
    note_away(vendor=f"push:{service.base.removeprefix('http://')}", at=NOW)
    assert deliver(delivery_id=first.pk, at=NOW + SECOND) is None
    assert deliver(delivery_id=second.pk, at=NOW + SECOND) == "sent"
    first.refresh_from_db()
    assert (first.state, first.tries, first.next_at) == ("waiting", 0, NOW + 45 * SECOND)
    assert deliver(delivery_id=first.pk, at=NOW + MINUTE) == "sent"


def test_somebody_is_away_for_less_than_a_minute_and_by_name() -> None:
    note_away(vendor="sms", at=NOW)
    note_away(vendor="sms", at=NOW + 10 * SECOND)  # one more says nothing new
    assert away_until(vendor="sms", at=NOW + 44 * SECOND) == NOW + 45 * SECOND
    assert away_until(vendor="sms", at=NOW + 45 * SECOND) is None
    assert away_until(vendor="email", at=NOW) is None


def told(person: Volunteer, at: datetime = NOW) -> UUID:
    tell_person(volunteer=person, text="x", at=at)
    (key,) = plan(message_id=Message.objects.latest("created_at", "pk").pk, at=at)
    return key


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("600", 10 * MINUTE),
        ("5", MINUTE),
        ("", MINUTE),
        ("soon", MINUTE),
        ("999999999999", timedelta(days=1)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", MINUTE),
    ],
)
def test_a_service_that_asks_for_a_pause_gets_it(service: Push, said: str, wait: timedelta) -> None:
    person = make.make_volunteer()
    browser(make.volunteer_standing(person), service)
    key = told(person)
    service.next_answers = [(429, b"", {"Retry-After": said})]
    assert deliver(delivery_id=key, at=NOW) == "waiting"
    assert Delivery.objects.get().next_at == NOW + wait


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_browser_that_is_refused_for_days_has_to_ask_anew(service: Push, status: int) -> None:
    """Its subscription is bound to a key that is no more: the page offers it to subscribe again."""
    person = make.make_volunteer()
    browser(make.volunteer_standing(person), service)
    for hours, left in ((0, 1), (1, 1), (2, 1), (24, 1), (26, 0)):
        at = NOW + timedelta(hours=hours)
        key = told(person, at)
        Delivery.objects.filter(pk=key).update(next_at=at)
        Message.objects.update(urgent=True)
        service.next_answers = [(status, b"")]
        assert deliver(delivery_id=key, at=at) == "failed"
        assert PushSubscription.objects.count() == left, hours


def test_one_that_took_a_notice_meanwhile_is_kept(service: Push) -> None:
    person = make.make_volunteer()
    browser(make.volunteer_standing(person), service)
    for hours, status in ((0, 403), (25, 201), (50, 403), (75, 201), (100, 403)):
        at = NOW + timedelta(hours=hours)
        key = told(person, at)
        Message.objects.update(urgent=True)
        Delivery.objects.filter(pk=key).update(next_at=at)
        service.next_answers = [(status, b"")]
        deliver(delivery_id=key, at=at)
    assert PushSubscription.objects.count() == 1
