"""Duty to come is given back when its volunteer may not serve any more; what has begun stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.duty import ask_volunteer, take_slot
from redvest.registry.actions.duty_release import release_turns
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutySlot, DutyTurn, Volunteer
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.registry.actions.test_duty import slots
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def test_turns_to_come_are_given_back_once_and_what_was_asked_is_declined() -> None:
    person = make.make_volunteer()
    me = make.volunteer_standing(person)
    first, second, third = slots()[:3]
    take_slot(by=me, slot=first, at=NOW)
    take_slot(by=me, slot=second, at=NOW)
    ask_volunteer(by=make.make_centre(), slot=third, number=person.number, at=NOW)

    after_first = first.starts_at + timedelta(minutes=1)
    assert [release_turns(volunteer_id=person.pk, at=after_first) for _ in range(2)] == [1, 0]

    states = dict(DutyTurn.objects.values_list("slot_id", "state"))
    assert states == {
        first.pk: DutyTurnState.TAKEN,
        second.pk: DutyTurnState.GIVEN_BACK,
        third.pk: DutyTurnState.DECLINED,
    }
    taken = dict(DutySlot.objects.values_list("pk", "taken"))
    assert (taken[first.pk], taken[second.pk]) == (1, 0)
    assert AuditLine.objects.filter(verb="release_duty").count() == 1


def test_nobody_elses_duty_is_touched() -> None:
    (slot,) = slots()[:1]
    take_slot(by=make.volunteer_standing(make.make_volunteer()), slot=slot, at=NOW)
    other: Volunteer = make.make_volunteer()
    assert release_turns(volunteer_id=other.pk, at=NOW) == 0
    assert DutyTurn.objects.get().state == DutyTurnState.TAKEN


def test_what_a_merged_record_was_asked_is_declined_with_the_merge() -> None:
    old, kept = two_records()
    (slot,) = slots()[:1]
    ask_volunteer(by=make.make_centre(), slot=slot, number=old.number, at=NOW)
    merged(old, kept)
    assert DutyTurn.objects.get().state == DutyTurnState.DECLINED
    ask_volunteer(by=make.make_centre(), slot=slot, number=kept.number, at=NOW)
    assert DutyTurn.objects.filter(volunteer=kept, state=DutyTurnState.ASKED).count() == 1
