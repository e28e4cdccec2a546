"""Many people at one duty slot, one person at two, two alerts at once."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from functools import partial

import pytest

from redvest.registry.actions.duty import take_slot
from redvest.registry.actions.duty_off import call_off_slot
from redvest.registry.actions.duty_roster import alert_uncovered
from redvest.registry.choices import DutyTurnState
from redvest.registry.duty_errors import DutyOverlaps, DutySlotCalledOff, DutySlotFull
from redvest.registry.models import DutySlot, DutyTurn
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.registry.actions.test_duty import keeper, person, slots

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slot_never_has_more_people_than_places() -> None:
    slot = slots(places=3)[0]
    outcomes = at_once(*[partial(take_slot, by=person(), slot=slot, at=NOW) for _ in range(8)])

    assert Counter(type(each) for each in outcomes) == {DutyTurn: 3, DutySlotFull: 5}
    slot.refresh_from_db()
    assert slot.taken == slot.turns.filter(state=DutyTurnState.TAKEN).count() == 3


def test_one_person_at_two_slots_that_overlap_gets_one_and_counts_once() -> None:
    here, there = slots()[0], slots(begins=time(10))[0]
    me = make.volunteer_standing(make.make_volunteer())
    outcomes = at_once(*[partial(take_slot, by=me, slot=each, at=NOW) for each in (here, there)])

    assert Counter(type(each) for each in outcomes) == {DutyTurn: 1, DutyOverlaps: 1}
    assert sum(DutySlot.objects.values_list("taken", flat=True)) == 1


def test_saying_yes_twice_at_once_is_one_yes() -> None:
    slot = slots(places=2)[0]
    me = make.volunteer_standing(make.make_volunteer())
    at_once(*[partial(take_slot, by=me, slot=slot, at=NOW) for _ in range(4)])

    slot.refresh_from_db()
    assert (slot.taken, DutyTurn.objects.count()) == (1, 1)


def test_two_alerts_at_once_tell_once() -> None:
    slot = slots()[0]
    late = slot.starts_at - timedelta(hours=3)
    outcomes = at_once(*[partial(alert_uncovered, city=CITY, at=late) for _ in range(3)])
    assert sorted(each for each in outcomes if isinstance(each, int)) == [0, 0, 1]


def test_called_off_while_people_say_yes_leaves_nobody_on_it_who_does_not_know() -> None:
    slot = slots(places=3)[0]
    off = partial(call_off_slot, by=keeper(slot.station), slot=slot, words="下大雪", at=NOW)
    outcomes = at_once(*[partial(take_slot, by=person(), slot=slot, at=NOW) for _ in range(3)], off)

    assert all(each is None or isinstance(each, DutyTurn | DutySlotCalledOff) for each in outcomes)
    slot.refresh_from_db()
    assert (slot.taken, slot.turns.exclude(state=DutyTurnState.CALLED_OFF).count()) == (0, 0)
