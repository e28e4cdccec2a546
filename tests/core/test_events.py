"""Who listens hears, in order, once, inside the publisher's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from redvest.core import events
from redvest.core.models import ScheduledRun
from tests.factories.registry import NOW


@dataclass(frozen=True)
class Happened:
    what: str


@dataclass(frozen=True)
class HappenedElsewhere(Happened):
    pass


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    yield
    for event in (Happened, HappenedElsewhere):
        events._listeners.pop(event, None)


def test_everybody_who_listens_hears_it_in_the_order_of_connecting() -> None:
    heard: list[str] = []
    events.listen(Happened, lambda event: heard.append(f"first {event.what}"))
    events.listen(Happened, lambda event: heard.append(f"second {event.what}"))

    events.publish(Happened("rain"))

    assert heard == ["first rain", "second rain"]


def test_connecting_twice_hears_once() -> None:
    heard: list[Happened] = []
    events.listen(Happened, heard.append)
    listener = heard.extend
    events.listen(Happened, listener)  # type: ignore[arg-type]
    assert len(events.listeners()[Happened]) == 2

    once: list[Happened] = []

    def hear(event: Happened) -> None:
        once.append(event)

    events._listeners.pop(Happened)
    events.listen(Happened, hear)
    events.listen(Happened, hear)
    events.publish(Happened("rain"))

    assert once == [Happened("rain")]


def test_an_event_is_for_its_own_class_only() -> None:
    heard: list[Happened] = []
    events.listen(Happened, heard.append)

    events.publish(HappenedElsewhere("snow"))

    assert heard == []


def test_what_nobody_listens_to_is_no_fault() -> None:
    events.publish(Happened("unheard"))


def test_the_list_of_listeners_cannot_be_changed_from_outside() -> None:
    events.listen(Happened, print)

    events.listeners().clear()

    assert events.listeners()[Happened] == [print]


@pytest.mark.django_db
def test_what_a_listener_writes_falls_with_what_happened() -> None:
    events.listen(Happened, lambda event: ScheduledRun.objects.create(name=event.what, due_at=NOW))

    with pytest.raises(RuntimeError), transaction.atomic():
        events.publish(Happened("rain"))
        assert ScheduledRun.objects.filter(name="rain").exists()
        raise RuntimeError

    assert not ScheduledRun.objects.exists()


@pytest.mark.django_db
def test_a_listener_that_fails_stops_what_happened() -> None:
    def refuse(event: Happened) -> None:
        raise ValueError(event.what)

    events.listen(Happened, refuse)

    with pytest.raises(ValueError, match="rain"), transaction.atomic():
        ScheduledRun.objects.create(name="rain", due_at=NOW)
        events.publish(Happened("rain"))

    assert not ScheduledRun.objects.exists()
