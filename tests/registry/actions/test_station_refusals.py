"""Who may stand at a station: on the register, old enough, willing to be asked; and no duty is laid out twice."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction

from redvest.core.clock import day_of
from redvest.oversight.queries.station_counts import counts_on
from redvest.registry.actions.duty import ask_volunteer, give_back_slot, take_slot
from redvest.registry.actions.duty_roster import alert_uncovered, end_pattern, set_pattern
from redvest.registry.actions.station_holding import join_team
from redvest.registry.actions.station_life import add_opening, end_opening
from redvest.registry.actions.suspension import suspend_volunteer
from redvest.registry.choices import DutyOff, ProjectInvites, VolunteerState
from redvest.registry.duty_errors import DutyAskingRefused, DutyPatternExists, DutyPersonUnknown
from redvest.registry.models import DutyPattern, DutySlot, DutyTurn, Profile, StationMember, Volunteer
from redvest.registry.station_team_errors import NotOnRegister, TooYoungForTeam
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import keeper_of
from tests.registry.actions.test_duty import slots

CHILD = date(NOW.year - 10, 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [VolunteerState.SUSPENDED, VolunteerState.LEFT, VolunteerState.PENDING_GUARDIAN]
)
def test_who_is_off_the_register_joins_no_team(state: VolunteerState) -> None:
    station, person = make.make_station(), make.make_volunteer()
    by = make.volunteer_standing(person)
    Volunteer.objects.filter(pk=person.pk).update(state=state)
    with pytest.raises(NotOnRegister):
        join_team(by=by, station=station, at=NOW)
    assert not StationMember.objects.exists()


@pytest.mark.django_db
def test_who_leaves_the_register_no_longer_raises_a_level() -> None:
    station, person = make.make_station(), make.make_volunteer()
    join_team(by=make.volunteer_standing(person), station=station, at=NOW)
    assert counts_on(station.city, day_of(NOW))[station.pk]["members"] == 1
    Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.LEFT)
    assert counts_on(station.city, day_of(NOW))[station.pk]["members"] == 0


@pytest.mark.django_db
def test_a_child_takes_no_duty_and_is_not_asked() -> None:
    slot, child = slots()[0], make.make_volunteer(birth_on=CHILD)
    with pytest.raises(TooYoungForTeam):
        take_slot(by=make.volunteer_standing(child), slot=slot, at=NOW)
    with pytest.raises(TooYoungForTeam):
        ask_volunteer(by=keeper_of(slot.station), slot=slot, number=child.number, at=NOW)
    slot.refresh_from_db()
    assert slot.taken == 0 and not DutyTurn.objects.exists()


@pytest.mark.django_db
def test_who_refuses_invitations_is_not_texted() -> None:
    slot, person = slots()[0], make.make_volunteer()
    Profile.objects.update_or_create(
        volunteer=person, defaults={"project_invites": ProjectInvites.REFUSE, "changed_at": NOW}
    )
    with pytest.raises(DutyAskingRefused):
        ask_volunteer(by=keeper_of(slot.station), slot=slot, number=person.number, at=NOW)
    assert not DutyTurn.objects.exists()


@pytest.mark.django_db
def test_a_weekly_duty_is_set_once_and_again_after_its_end() -> None:
    station = make.make_station()
    keeper, said = keeper_of(station), {"weekday": 4, "begins": time(9), "ends": time(12), "places": 1}
    pattern = set_pattern(by=keeper, station=station, at=NOW, **said)  # type: ignore[arg-type]
    before = DutySlot.objects.count()
    with pytest.raises(DutyPatternExists):
        set_pattern(by=keeper, station=station, at=NOW, **said)  # type: ignore[arg-type]
    assert (DutyPattern.objects.count(), DutySlot.objects.count()) == (1, before)
    end_pattern(by=keeper, pattern=pattern, at=NOW)
    set_pattern(by=keeper, station=station, at=NOW, **said)  # type: ignore[arg-type]
    assert DutyPattern.objects.count() == 2


@pytest.mark.django_db
def test_an_ended_duty_leaves_no_slot_that_somebody_only_declined() -> None:
    slot, person = slots()[0], make.make_volunteer()
    keeper = keeper_of(slot.station)
    ask_volunteer(by=keeper, slot=slot, number=person.number, at=NOW)
    give_back_slot(by=make.volunteer_standing(person), slot=slot, at=NOW)
    end_pattern(by=keeper, pattern=slot.pattern, at=NOW)
    slot.refresh_from_db()
    assert slot.called_off_as == DutyOff.STOPPED
    assert alert_uncovered(city=slot.city, at=slot.starts_at - timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_hours_that_had_their_last_day_make_room() -> None:
    station = make.make_station()
    keeper = keeper_of(station)
    monday = add_opening(
        by=keeper, station=station, weekday=0, opens=time(9), closes=time(12), at=NOW - timedelta(days=30)
    )
    monday.station = station
    end_opening(by=keeper, opening=monday, at=NOW)
    add_opening(by=keeper, station=station, weekday=0, opens=time(8), closes=time(12), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_suspension_between_the_look_and_the_slot_wins() -> None:
    slot, person = slots()[0], make.make_volunteer()
    by, officer, heard = make.volunteer_standing(person), make.make_officer(), list[object]()

    def take() -> None:
        try:
            heard.append(take_slot(by=by, slot=slot, at=NOW))
        except DutyPersonUnknown as fault:
            heard.append(fault)
        finally:
            connection.close()

    taker = threading.Thread(target=take)
    with transaction.atomic():
        suspend_volunteer(by=officer, volunteer=person, reason="违反了承诺书", at=NOW)
        taker.start()
        taker.join(1)
        assert taker.is_alive(), "the taker waits for the person's row"
    taker.join(20)
    assert isinstance(heard[0], DutyPersonUnknown) and not DutyTurn.objects.exists()
