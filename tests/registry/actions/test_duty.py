"""Duty slots: a yes of one's own, never two at a time, given back until they begin, and the alert once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import override_settings

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.duty import ask_volunteer, give_back_slot, take_slot
from redvest.registry.actions.duty_roster import alert_uncovered, lay_out_slots, set_pattern
from redvest.registry.choices import DutyTurnState, Role
from redvest.registry.duty_errors import (
    DutyAskedBefore,
    DutyOverlaps,
    DutyPatternWrong,
    DutyPersonUnknown,
    DutySlotBegun,
    DutySlotFull,
    DutySlotUnknown,
)
from redvest.registry.models import DutySlot, DutyTurn, OutgoingMessage, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.duty import turns_of, uncovered_for
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def keeper(station: Station) -> Standing:
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


def slots(
    *, weekday: int = 4, places: int = 1, begins: time = time(9), station: Station | None = None
) -> list[DutySlot]:
    """Friday's slots from nine to twelve; tomorrow is one."""
    station = station or make.make_station()
    set_pattern(
        by=make.make_officer(), station=station, weekday=weekday, begins=begins, ends=time(12), places=places, at=NOW
    )  # fmt: skip
    return list(
        DutySlot.objects.filter(station=station).select_related("station__region").order_by("starts_at")
    )


def person() -> Standing:
    return make.volunteer_standing(make.make_volunteer())


def state() -> list[Any]:
    turns = list(DutyTurn.objects.order_by("id").values_list("state", flat=True))
    taken = list(DutySlot.objects.order_by("id").values_list("taken", "alerted_at"))
    return [turns, taken, AuditLine.objects.count()]


def refused(fault: type[DomainError], act: Any, **said: Any) -> None:
    before = state()
    with pytest.raises(fault):
        act(**said)
    assert state() == before


def test_a_pattern_lays_out_weeks_ahead_and_doing_it_again_adds_nothing() -> None:
    found = slots()
    assert [each.starts_at - found[0].starts_at for each in found] == [timedelta(weeks=n) for n in range(4)]
    lay_out_slots(city=CITY, at=NOW)
    assert DutySlot.objects.count() == 4
    lay_out_slots(city=CITY, at=NOW + timedelta(days=7))
    assert DutySlot.objects.count() == 5


def test_who_may_set_a_pattern_and_what_is_refused() -> None:
    tree, station = make.make_region_tree(), make.make_station()
    good = {"station": station, "weekday": 4, "begins": time(9), "ends": time(12), "places": 2, "at": NOW}
    for stranger in (
        make.make_member(),
        make.make_officer(tree.fenyi),
        keeper(make.make_station(tree.zhanqian)),
    ):
        refused(NotAllowed, set_pattern, by=stranger, **good)
    mine = keeper(station)
    for wrong in ({"weekday": 7}, {"ends": time(9)}, {"places": 0}, {"places": 21}):
        refused(DutyPatternWrong, set_pattern, by=mine, **good | wrong)
    assert set_pattern(by=mine, **good).places == 2


def test_a_volunteer_takes_a_slot_once_and_gives_it_back() -> None:
    slot, me = slots()[0], person()
    first, again = take_slot(by=me, slot=slot, at=NOW), take_slot(by=me, slot=slot, at=NOW)
    slot.refresh_from_db()
    assert (first.pk, slot.taken) == (again.pk, 1)
    refused(DutySlotFull, take_slot, by=person(), slot=slot, at=NOW)
    refused(DutySlotUnknown, give_back_slot, by=person(), slot=slot, at=NOW)
    give_back_slot(by=me, slot=slot, at=NOW)
    slot.refresh_from_db()
    assert slot.taken == 0 and not turns_of(me.volunteer_id or slot.pk, NOW).exists()
    take_slot(by=me, slot=slot, at=NOW)
    assert DutyTurn.objects.get().state == DutyTurnState.TAKEN


def test_never_two_slots_at_a_time_but_one_after_the_other() -> None:
    here, there = slots()[0], slots(begins=time(11))[0]
    me = person()
    take_slot(by=me, slot=here, at=NOW)
    refused(DutyOverlaps, take_slot, by=me, slot=there, at=NOW)
    give_back_slot(by=me, slot=here, at=NOW)
    take_slot(by=me, slot=there, at=NOW)
    assert DutyTurn.objects.get(state=DutyTurnState.TAKEN).slot_id == there.pk


def test_what_has_begun_stays_as_it_is() -> None:
    slot, me = slots()[0], person()
    take_slot(by=me, slot=slot, at=NOW)
    begun = slot.starts_at
    refused(DutySlotBegun, give_back_slot, by=me, slot=slot, at=begun)
    refused(DutySlotBegun, take_slot, by=person(), slot=slot, at=begun)
    refused(DomainError, take_slot, by=make.make_member(), slot=slot, at=NOW)


def test_being_asked_takes_no_place_until_one_says_yes() -> None:
    slot, volunteer = slots()[0], make.make_volunteer()
    mine, me = keeper(slot.station), make.volunteer_standing(volunteer)
    refused(NotAllowed, ask_volunteer, by=person(), slot=slot, number=volunteer.number, at=NOW)
    refused(DutyPersonUnknown, ask_volunteer, by=mine, slot=slot, number="360599999999", at=NOW)
    ask_volunteer(by=mine, slot=slot, number=volunteer.number, at=NOW)
    slot.refresh_from_db()
    assert slot.taken == 0
    refused(DutyAskedBefore, ask_volunteer, by=mine, slot=slot, number=volunteer.number, at=NOW)
    give_back_slot(by=me, slot=slot, at=NOW)
    assert DutyTurn.objects.get().state == DutyTurnState.DECLINED
    refused(DutyAskedBefore, ask_volunteer, by=mine, slot=slot, number=volunteer.number, at=NOW)
    take_slot(by=me, slot=slot, at=NOW)
    slot.refresh_from_db()
    assert slot.taken == 1


@override_settings(REDVEST_DEMO=True)
def test_keeper_and_officer_hear_once_of_a_slot_that_lacks_people() -> None:
    slot = slots(places=2)[0]
    keeper(slot.station)
    take_slot(by=person(), slot=slot, at=NOW)
    assert alert_uncovered(city=CITY, at=slot.starts_at - 25 * HOUR) == 0
    assert alert_uncovered(city=CITY, at=slot.starts_at - 24 * HOUR) == 1
    assert alert_uncovered(city=CITY, at=slot.starts_at - 23 * HOUR) == 0
    texts = list(OutgoingMessage.objects.values_list("text", flat=True))
    assert len(texts) == 2 and all("还缺 1 人" in text for text in texts)
    assert AuditLine.objects.filter(verb="alert_uncovered_duty").count() == 1


def test_a_full_slot_alerts_nobody_until_somebody_gives_it_back() -> None:
    slot, me = slots()[0], person()
    take_slot(by=me, slot=slot, at=NOW)
    late = slot.starts_at - 2 * HOUR
    assert alert_uncovered(city=CITY, at=late) == 0
    give_back_slot(by=me, slot=slot, at=late)
    assert alert_uncovered(city=CITY, at=late) == 1


def test_uncovered_duty_is_seen_by_its_keeper_and_those_above() -> None:
    slot, tree = slots()[0], make.make_region_tree()
    seen: list[tuple[Standing, int]] = [
        (keeper(slot.station), 1), (make.make_officer(), 1), (make.make_centre(), 1),
        (make.make_officer(tree.fenyi), 0), (keeper(make.make_station(tree.zhanqian)), 0), (make.make_member(), 0),
    ]  # fmt: skip
    until: datetime = NOW + timedelta(days=3)
    assert [uncovered_for(by, NOW, until).count() for by, _n in seen] == [n for _by, n in seen]
