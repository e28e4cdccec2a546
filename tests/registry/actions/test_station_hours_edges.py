"""A station's hours at their edges: weeks that touch, days taken back, dates that begin and end, and who has no say."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from redvest.core.errors import Invalid, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.station_life import add_opening, end_opening, set_day
from redvest.registry.choices import Role
from redvest.registry.models import Station, StationDay, StationOpening
from redvest.registry.opening_errors import OpeningOverlaps, OpeningWrong, StationUnknown
from redvest.registry.policy import Standing
from redvest.registry.queries.station_life import (
    hours_from,
    kept_station,
    openings_from,
    special_days_from,
    station_of,
)
from redvest.registry.rules.opening import spans_on
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import keeper

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
THURSDAY = TODAY.weekday()


@pytest.fixture
def station() -> Station:
    return make.make_station()


@pytest.fixture
def mine(station: Station) -> Standing:
    return keeper(station)


def add(
    by: Standing, station: Station, opens: int, closes: int, weekday: int = THURSDAY, days: int = 0
) -> StationOpening:
    return add_opening(
        by=by, station=station, weekday=weekday, opens=time(opens), closes=time(closes), at=NOW + days * DAY
    )


def hours(station: Station, day: date) -> list[tuple[int, int]]:
    return [(opens.hour, closes.hour) for opens, closes in spans_on(day, *hours_from(station.pk, TODAY))]


@pytest.mark.parametrize(("opens", "closes"), [(8, 10), (9, 12), (10, 11), (8, 13), (11, 13)])
def test_two_openings_of_a_day_never_overlap(
    station: Station, mine: Standing, opens: int, closes: int
) -> None:
    add(mine, station, 9, 12)
    with pytest.raises(OpeningOverlaps):
        add(mine, station, opens, closes)
    assert hours(station, TODAY) == [(9, 12)] and StationOpening.objects.count() == 1


def test_they_may_touch_and_other_days_and_stations_are_free(station: Station, mine: Standing) -> None:
    add(mine, station, 9, 12)
    add(mine, station, 12, 14)
    add(mine, station, 7, 9)
    add(mine, station, 9, 12, weekday=(THURSDAY + 1) % 7)
    other = make.make_station(make.make_region_tree().zhanqian)
    add(keeper(other), other, 10, 11)
    assert hours(station, TODAY) == [(7, 9), (9, 12), (12, 14)]
    assert hours(station, TODAY + DAY) == [(9, 12)] and hours(other, TODAY) == [(10, 11)]


@pytest.mark.parametrize("weekday", [-1, 7, 100])
def test_there_are_seven_weekdays(station: Station, mine: Standing, weekday: int) -> None:
    with pytest.raises(OpeningWrong):
        add(mine, station, 9, 12, weekday=weekday)
    assert not StationOpening.objects.exists() and not AuditLine.objects.exists()


def test_what_ended_makes_room_from_the_day_after(station: Station, mine: Standing) -> None:
    old = add(mine, station, 9, 12)
    later = NOW + 7 * DAY
    end_opening(by=mine, opening=old, at=later)
    with pytest.raises(OpeningOverlaps):
        add(mine, station, 10, 13, days=7)
    add(mine, station, 10, 13, days=8)
    week = [hours(station, TODAY + number * 7 * DAY) for number in range(3)]
    assert week == [[(9, 12)], [(9, 12)], [(10, 13)]]
    assert [row.opens.hour for row in openings_from(station.pk, TODAY + 8 * DAY)] == [10]


def test_an_opening_ends_for_who_keeps_it_alone(station: Station, mine: Standing) -> None:
    opening = add(mine, station, 9, 12)
    sibling = keeper(make.make_station(make.make_region_tree().zhanqian))
    former = make.make_account()
    make.make_grant(account=former, role=Role.STATION_KEEPER, station=station, ends_on=TODAY - DAY)
    for by in (
        sibling,
        make.make_member(),
        make.standing_of(former),
        make.make_officer(make.make_region_tree().fenyi),
    ):
        with pytest.raises(NotAllowed):
            end_opening(by=by, opening=opening, at=NOW + DAY)
    opening.refresh_from_db()
    assert opening.until is None
    assert not AuditLine.objects.filter(verb="end_opening").exists()


def test_a_day_said_again_replaces_and_says_who_and_when(station: Station, mine: Standing) -> None:
    add(mine, station, 9, 12)
    for opens, note in ((None, "停电"), (time(14), " 下午开 " + "很长" * 60)):
        set_day(
            by=mine,
            station=station,
            day=TODAY,
            opens=opens,
            closes=time(16) if opens else None,
            note=note,
            at=NOW,
        )
    row = StationDay.objects.get()
    assert row.note.startswith("下午开") and len(row.note) == 60
    assert hours(station, TODAY) == [(14, 16)] and hours(station, TODAY + 7 * DAY) == [(9, 12)]
    assert AuditLine.objects.filter(verb="set_station_day", actor_id=mine.account_id).count() == 2


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        (TODAY - DAY, None, None), (TODAY, time(9), None), (TODAY, None, time(9)), (TODAY, time(9), time(9)),
        (TODAY, time(10), time(9)),
    ],
)  # fmt: skip
def test_a_day_that_makes_no_sense_leaves_the_one_before(
    station: Station, mine: Standing, day: date, opens: time | None, closes: time | None
) -> None:
    set_day(by=mine, station=station, day=TODAY, note="停电", at=NOW)
    with pytest.raises(Invalid):
        set_day(by=mine, station=station, day=day, opens=opens, closes=closes, at=NOW)
    row = StationDay.objects.get()
    assert (row.day, row.opens, row.note) == (TODAY, None, "停电")


def test_special_days_are_read_from_a_day_on_in_order(station: Station, mine: Standing) -> None:
    for ahead in (9, 2, 5):
        set_day(by=mine, station=station, day=TODAY + ahead * DAY, at=NOW)
    assert [(row.day - TODAY).days for row in special_days_from(station.pk, TODAY + 5 * DAY)] == [5, 9]


@pytest.mark.parametrize("count", [1, 3])
def test_a_stations_hours_are_two_reads(
    station: Station, mine: Standing, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        add(mine, station, 8 + number, 9 + number)
        set_day(by=mine, station=station, day=TODAY + number * DAY, at=NOW)
    with django_assert_num_queries(2):  # type: ignore[operator]
        week, days = hours_from(station.pk, TODAY)
    assert (len(week), len(days)) == (count, count)


def test_a_station_of_another_city_is_unknown_to_everybody_here(station: Station, mine: Standing) -> None:
    assert kept_station(mine, station.pk) == kept_station(make.make_centre(), station.pk) == station
    for city in ("410800", ""):
        with pytest.raises(StationUnknown):
            station_of(city, station.pk)
    far = make.make_station(make.make_other_city(), name="焦作站")
    for by in (mine, make.make_centre(), make.make_officer()):
        with pytest.raises(StationUnknown):
            kept_station(by, far.pk)
    assert station_of(CITY, station.pk).region.city == CITY
