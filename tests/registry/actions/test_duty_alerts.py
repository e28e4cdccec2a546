"""Duty's alerts and roster at their edges: each slot told of once, to the right people, and nothing laid out twice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import override_settings

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.duty import ask_volunteer, give_back_slot, take_slot
from redvest.registry.actions.duty_roster import alert_uncovered, end_pattern, lay_out_slots, set_pattern
from redvest.registry.choices import DutyTurnState, Role, VolunteerState
from redvest.registry.duty_errors import (
    DutyAskedBefore,
    DutyPersonUnknown,
    DutySlotCalledOff,
    DutySlotUnknown,
)
from redvest.registry.models import DutyPattern, DutySlot, DutyTurn, OutgoingMessage, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.duty import (
    coming_slots,
    keepers_of,
    patterns_on,
    slot_for,
    slot_words,
    turns_of,
)
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import keeper, person, slots

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DEMO = override_settings(REDVEST_DEMO=True)


def tails() -> list[str]:
    return sorted(OutgoingMessage.objects.values_list("phone_tail", flat=True))


def pattern(
    station: Station, by: Standing, weekday: int = 4, *, begins: time = time(9), at: datetime = NOW
) -> DutyPattern:
    return set_pattern(by=by, station=station, weekday=weekday, begins=begins, ends=time(12), places=1, at=at)


@DEMO
def test_an_alert_goes_to_who_keeps_the_station_that_day_and_to_nobody_else() -> None:
    slot = slots()[0]
    station = slot.station
    phones = {name: make.next_phone() for name in ("now", "gone", "inactive", "sibling")}
    sibling = make.make_station(make.make_region_tree().zhanqian)
    for name, at_station, ends_on in (
        ("now", station, None), ("gone", station, TODAY - DAY), ("inactive", station, None), ("sibling", sibling, None),
    ):  # fmt: skip
        account = make.make_account(phone=phones[name], is_active=name != "inactive")
        make.make_grant(account=account, role=Role.STATION_KEEPER, station=at_station, ends_on=ends_on)
    assert alert_uncovered(city=CITY, at=slot.starts_at - HOUR) == 1
    assert [each.phone_tail for each in keepers_of(station.pk, TODAY)] == [phones["now"][-4:]]
    assert phones["now"][-4:] in tails()
    assert not set(tails()) & {phones[name][-4:] for name in ("gone", "inactive", "sibling")}


@DEMO
def test_who_is_keeper_and_officer_at_once_is_told_once() -> None:
    station = make.make_station()
    account = make.make_account(name="刘区域")
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=station.region)
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    pattern(station, make.standing_of(account))
    slot = coming_slots(station.pk, NOW)[0]
    assert alert_uncovered(city=CITY, at=slot.starts_at - HOUR) == 1
    assert tails() == [account.phone_tail]


def test_told_of_it_once_even_when_it_was_full_in_between() -> None:
    slot, me = slots()[0], person()
    assert alert_uncovered(city=CITY, at=slot.starts_at - 20 * HOUR) == 1
    take_slot(by=me, slot=slot, at=slot.starts_at - 19 * HOUR)
    give_back_slot(by=me, slot=slot, at=slot.starts_at - 2 * HOUR)
    assert alert_uncovered(city=CITY, at=slot.starts_at - HOUR) == 0
    assert AuditLine.objects.filter(verb="alert_uncovered_duty").count() == 1


def test_what_has_begun_and_another_citys_alert_nobody() -> None:
    slot = slots()[0]
    assert alert_uncovered(city=CITY, at=slot.starts_at) == 0
    assert alert_uncovered(city="410800", at=slot.starts_at - HOUR) == 0
    slot.refresh_from_db()
    assert slot.alerted_at is None


def test_each_slot_of_a_day_has_its_own_alert() -> None:
    station, by = make.make_station(), make.make_officer()
    for begins in (time(8), time(9), time(10)):
        pattern(station, by, begins=begins)
    first = coming_slots(station.pk, NOW)[0]
    assert alert_uncovered(city=CITY, at=first.starts_at - 24 * HOUR) == 1
    assert alert_uncovered(city=CITY, at=first.starts_at - 22 * HOUR) == 2
    assert DutySlot.objects.filter(alerted_at__isnull=False).count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_schedulers_one_tells() -> None:
    slot = slots()[0]
    told = at_once(*[lambda: alert_uncovered(city=CITY, at=slot.starts_at - HOUR)] * 2)
    assert sorted(told, key=str) == [0, 1]
    assert AuditLine.objects.filter(verb="alert_uncovered_duty").count() == 1


@DEMO
def test_somebody_asked_twice_is_texted_once_and_a_no_is_left_alone() -> None:
    slot, asked = slots()[0], make.make_volunteer()
    by = keeper(slot.station)
    number = f"{asked.number[:4]} {asked.number[4:]}"
    ask_volunteer(by=by, slot=slot, number=number, at=NOW)
    assert slot_words(slot) in OutgoingMessage.objects.get().text
    give_back_slot(by=make.volunteer_standing(asked), slot=slot, at=NOW)
    with pytest.raises(DutyAskedBefore):
        ask_volunteer(by=by, slot=slot, number=asked.number, at=NOW)
    assert OutgoingMessage.objects.count() == 1
    assert DutyTurn.objects.get().state == DutyTurnState.DECLINED
    assert AuditLine.objects.filter(verb="ask_for_duty").count() == 1


def test_who_is_not_active_neither_takes_nor_is_asked() -> None:
    slot = slots()[0]
    for state in set(VolunteerState) - {VolunteerState.ACTIVE}:
        one = make.make_volunteer(state=state)
        with pytest.raises(DutyPersonUnknown):
            take_slot(by=make.volunteer_standing(one), slot=slot, at=NOW)
        with pytest.raises(DutyPersonUnknown):
            ask_volunteer(by=keeper(slot.station), slot=slot, number=one.number, at=NOW)
    slot.refresh_from_db()
    assert slot.taken == 0 and not DutyTurn.objects.exists()


def test_a_slot_of_another_city_is_unknown() -> None:
    slot = slots()[0]
    other = make.make_other_city()
    far = make.volunteer_standing(make.make_volunteer(city="410800", region=other))
    for act in (take_slot, give_back_slot):
        with pytest.raises(DutySlotUnknown):
            act(by=far, slot=slot, at=NOW)
    with pytest.raises(DutySlotUnknown):
        slot_for("410800", slot.pk)
    assert slot_for(CITY, slot.pk) == slot and not DutyTurn.objects.exists()


def test_todays_slot_is_laid_out_only_before_it_begins() -> None:
    station, by = make.make_station(), make.make_officer()
    pattern(station, by, TODAY.weekday(), begins=time(9))  # it is ten
    pattern(station, by, TODAY.weekday(), begins=time(11))
    found = [slot.starts_at - NOW for slot in coming_slots(station.pk, NOW)]
    assert found[0] == HOUR and len(found) == 4 + 5
    assert not DutySlot.objects.filter(starts_at__lte=NOW).exists()


def test_a_pattern_that_ended_is_no_more_tomorrow_and_strangers_end_none() -> None:
    station = make.make_station()
    by = keeper(station)
    kept = pattern(station, by)
    for stranger in (make.make_member(), keeper(make.make_station(make.make_region_tree().zhanqian))):
        with pytest.raises(NotAllowed):
            end_pattern(by=stranger, pattern=kept, at=NOW)
    assert DutySlot.objects.count() == 4
    end_pattern(by=by, pattern=kept, at=NOW)
    assert [patterns_on(CITY, day).count() for day in (TODAY, TODAY + DAY)] == [1, 0]
    assert lay_out_slots(city=CITY, at=NOW + 2 * DAY) == 0 and not coming_slots(station.pk, NOW)


def test_ones_own_turns_are_those_to_come_that_one_took_or_was_asked_for() -> None:
    first, second, third, _fourth = slots()
    one = make.make_volunteer()
    me = make.volunteer_standing(one)
    take_slot(by=me, slot=first, at=NOW)
    take_slot(by=me, slot=second, at=NOW)
    give_back_slot(by=me, slot=second, at=NOW)
    ask_volunteer(by=keeper(third.station), slot=third, number=one.number, at=NOW)
    assert [turn.slot_id for turn in turns_of(one.pk, NOW)] == [first.pk, third.pk]
    assert [turn.slot_id for turn in turns_of(one.pk, first.ends_at)] == [third.pk]
    assert first.starts_at.date() == date(2026, 3, 6)


def test_a_pattern_that_ended_keeps_its_last_day_and_slots_that_somebody_takes() -> None:
    station = make.make_station()
    by, slot = keeper(station), slots(station=station)[1]
    take_slot(by=person(), slot=slot, at=NOW)
    kept = DutyPattern.objects.get()
    end_pattern(by=by, pattern=kept, at=NOW)
    assert not coming_slots(station.pk, NOW).exists() and DutySlot.objects.filter(pk=slot.pk).exists()
    end_pattern(by=by, pattern=kept, at=NOW + 3 * DAY)
    kept.refresh_from_db()
    assert kept.until == TODAY
    assert AuditLine.objects.filter(verb="end_duty_pattern").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_the_end_of_the_pattern_at_once_leave_no_slot_half_gone() -> None:
    station = make.make_station()
    by, me, slot = keeper(station), person(), slots(station=station)[1]
    kept = DutyPattern.objects.get()
    found = at_once(
        lambda: take_slot(by=me, slot=slot, at=NOW), lambda: end_pattern(by=by, pattern=kept, at=NOW)
    )
    assert found[1] is None
    assert isinstance(found[0], DutyTurn | DutySlotCalledOff)
    assert DutySlot.objects.filter(pk=slot.pk, taken=0, called_off_at__isnull=False).exists()
    assert not DutyTurn.objects.exclude(state=DutyTurnState.CALLED_OFF).exists()


def test_the_night_lays_out_many_patterns_in_a_fixed_count(django_assert_num_queries: Any) -> None:
    station, by = make.make_station(), make.make_officer()
    for weekday in (1, 2):
        pattern(station, by, weekday)
        with django_assert_num_queries(6):
            lay_out_slots(city=CITY, at=NOW + 7 * DAY)
    assert DutySlot.objects.count() == 2 * 5
