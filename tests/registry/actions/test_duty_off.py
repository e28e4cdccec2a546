"""Duty that is not needed: closed days, stopped patterns, one slot; whoever took it or was asked hears of it."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import override_settings

from redvest.core.errors import NotAllowed
from redvest.registry.actions.duty import ask_volunteer, take_slot
from redvest.registry.actions.duty_off import call_off_slot
from redvest.registry.actions.duty_roster import alert_uncovered, end_pattern, lay_out_slots, set_pattern
from redvest.registry.actions.station_life import add_opening, clear_day, end_opening, set_day, set_days
from redvest.registry.choices import DutyOff, DutyTurnState
from redvest.registry.duty_errors import (
    DutyAskedBefore,
    DutyOutsideHours,
    DutyReasonMissing,
    DutySlotBegun,
    DutySlotCalledOff,
)
from redvest.registry.models import DutySlot, DutyTurn, OutgoingMessage, StationDay
from redvest.registry.opening_errors import OpeningHalf, OpeningPast, OpeningWrong, StationDayUnknown
from redvest.registry.queries.duty import coming_slots, uncovered
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import keeper, person, refused, slots

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@override_settings(REDVEST_DEMO=True)
def test_a_closed_day_calls_off_its_duty_and_tells_who_comes_and_who_was_asked() -> None:
    slot, asked, me = slots(places=2)[0], make.make_volunteer(), person()
    mine = keeper(slot.station)
    take_slot(by=me, slot=slot, at=NOW)
    ask_volunteer(by=mine, slot=slot, number=asked.number, at=NOW)
    OutgoingMessage.objects.all().delete()
    set_day(by=mine, station=slot.station, day=TODAY + DAY, note="停电", at=NOW)
    slot.refresh_from_db()
    assert (slot.called_off_as, slot.called_off_words, slot.taken) == (DutyOff.CLOSED, "停电", 0)
    texts = list(OutgoingMessage.objects.values_list("text", flat=True))
    assert len(texts) == 2 and all("取消了：停电" in text for text in texts)
    assert set(DutyTurn.objects.values_list("state", flat=True)) == {DutyTurnState.CALLED_OFF}
    assert slot not in coming_slots(slot.station_id, NOW) and not uncovered(CITY, NOW, slot.starts_at)
    assert alert_uncovered(city=CITY, at=slot.starts_at - timedelta(hours=2)) == 0
    refused(DutySlotCalledOff, take_slot, by=me, slot=slot, at=NOW)
    refused(DutySlotCalledOff, ask_volunteer, by=mine, slot=slot, number=asked.number, at=NOW)
    set_day(by=mine, station=slot.station, day=TODAY + DAY, note="停电", at=NOW)
    assert OutgoingMessage.objects.count() == 2
    clear_day(by=mine, station=slot.station, day=TODAY + DAY, at=NOW)
    assert take_slot(by=me, slot=slot, at=NOW).state == DutyTurnState.TAKEN


def test_other_hours_call_off_what_lies_outside_them_only() -> None:
    slot = slots()[0]
    mine, day = keeper(slot.station), {"station": slot.station, "day": TODAY + DAY, "at": NOW}
    set_day(by=mine, opens=time(8), closes=time(12), **day)
    assert coming_slots(slot.station_id, NOW).count() == 4
    set_day(by=mine, opens=time(10), closes=time(12), **day)
    assert coming_slots(slot.station_id, NOW).count() == 3
    lay_out_slots(city=CITY, at=NOW)
    assert (coming_slots(slot.station_id, NOW).count(), DutySlot.objects.count()) == (3, 4)


def test_a_holiday_of_several_days_and_what_is_refused() -> None:
    station = make.make_station()
    mine = keeper(station)
    said = {"by": mine, "station": station, "at": NOW}
    assert set_days(first=TODAY, last=TODAY + 6 * DAY, note="放假", **said) == 7
    for wrong in ((TODAY, TODAY - DAY), (TODAY, TODAY + 31 * DAY)):
        refused(OpeningWrong, set_days, first=wrong[0], last=wrong[1], **said)
    refused(OpeningPast, set_day, day=TODAY - DAY, **said)
    refused(OpeningHalf, set_day, day=TODAY, opens=time(9), **said)
    refused(StationDayUnknown, clear_day, day=TODAY + 9 * DAY, **said)
    refused(NotAllowed, clear_day, **said | {"by": make.make_member(), "day": TODAY})
    assert StationDay.objects.count() == 7


def test_duty_is_asked_for_only_while_the_station_is_open() -> None:
    station = make.make_station()
    mine = keeper(station)
    add_opening(by=mine, station=station, weekday=6, opens=time(10), closes=time(12), at=NOW)
    said = {"by": mine, "station": station, "places": 1, "at": NOW}
    refused(DutyOutsideHours, set_pattern, weekday=6, begins=time(20), ends=time(22), **said)
    refused(DutyOutsideHours, set_pattern, weekday=5, begins=time(10), ends=time(12), **said)
    add_opening(by=mine, station=station, weekday=6, opens=time(12), closes=time(14), at=NOW)
    set_pattern(weekday=6, begins=time(10), ends=time(14), **said)
    assert coming_slots(station.pk, NOW).count() == 4
    end_opening(by=mine, opening=station.openings.get(opens=time(12)), at=NOW)
    assert coming_slots(station.pk, NOW).count() == 0
    add_opening(by=mine, station=station, weekday=6, opens=time(12), closes=time(13), at=NOW)
    add_opening(by=mine, station=station, weekday=6, opens=time(13), closes=time(15), at=NOW)
    assert coming_slots(station.pk, NOW).count() == 4


@override_settings(REDVEST_DEMO=True)
def test_a_stopped_pattern_ends_its_later_slots_and_says_so() -> None:
    found = slots()
    take_slot(by=person(), slot=found[1], at=NOW)
    for _again in range(2):
        end_pattern(by=make.make_officer(), pattern=found[0].pattern, at=NOW)
    assert coming_slots(found[0].station_id, NOW).count() == 0
    assert set(DutySlot.objects.values_list("called_off_as", flat=True)) == {DutyOff.STOPPED}
    (text,) = OutgoingMessage.objects.values_list("text", flat=True)
    assert "取消了：每周值班停了" in text
    lay_out_slots(city=CITY, at=NOW + DAY)
    assert DutySlot.objects.count() == 4


def test_one_slot_is_called_off_with_a_reason_by_its_keeper() -> None:
    slot = slots()[0]
    mine = keeper(slot.station)
    refused(NotAllowed, call_off_slot, by=person(), slot=slot, words="下雪了", at=NOW)
    refused(DutyReasonMissing, call_off_slot, by=mine, slot=slot, words=" 雪 ", at=NOW)
    refused(DutySlotBegun, call_off_slot, by=mine, slot=slot, words="下雪了", at=slot.starts_at)
    call_off_slot(by=mine, slot=slot, words="下雪了", at=NOW)
    refused(DutySlotCalledOff, call_off_slot, by=mine, slot=slot, words="下雪了", at=NOW)
    assert coming_slots(slot.station_id, NOW).count() == 3


def test_nobody_is_asked_twice() -> None:
    slot, volunteer = slots()[0], make.make_volunteer()
    mine, me = keeper(slot.station), make.volunteer_standing(volunteer)
    said = {"by": mine, "slot": slot, "at": NOW}
    ask_volunteer(volunteer_id=volunteer.pk, **said)
    refused(DutyAskedBefore, ask_volunteer, number=volunteer.number, **said)
    take_slot(by=me, slot=slot, at=NOW)
    refused(DutyAskedBefore, ask_volunteer, number=volunteer.number, **said)
