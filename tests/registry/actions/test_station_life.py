"""Opening hours: who may set them, what is refused, and what everybody then reads."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.station_life import add_opening, clear_day, end_opening, set_day
from redvest.registry.models import StationDay, StationOpening
from redvest.registry.opening_errors import (
    OpeningHalf,
    OpeningOverlaps,
    OpeningPast,
    OpeningWrong,
    StationDayUnknown,
    StationUnknown,
)
from redvest.registry.queries.station_life import hours_from, kept_station
from redvest.registry.rules.opening import is_open
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.registry.actions.test_duty import keeper

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(fault: type[DomainError], act: Any, **said: Any) -> None:
    before = (StationOpening.objects.count(), StationDay.objects.count(), AuditLine.objects.count())
    with pytest.raises(fault):
        act(**said)
    assert before == (StationOpening.objects.count(), StationDay.objects.count(), AuditLine.objects.count())


def test_the_keeper_sets_the_week_and_a_day_closes_it() -> None:
    station = make.make_station()
    mine = keeper(station)
    add_opening(by=mine, station=station, weekday=3, opens=time(9), closes=time(12), at=NOW)
    assert is_open(NOW, *hours_from(station.pk, TODAY))
    set_day(by=mine, station=station, day=TODAY, note="停电", at=NOW)
    assert not is_open(NOW, *hours_from(station.pk, TODAY))
    set_day(by=mine, station=station, day=TODAY, opens=time(10), closes=time(11), at=NOW)
    assert is_open(NOW, *hours_from(station.pk, TODAY)) and StationDay.objects.count() == 1


def test_who_may_not_and_what_is_refused() -> None:
    tree, station = make.make_region_tree(), make.make_station()
    good = {"station": station, "weekday": 3, "opens": time(9), "closes": time(12), "at": NOW}
    for stranger in (
        make.make_member(),
        make.make_officer(tree.fenyi),
        keeper(make.make_station(tree.zhanqian)),
    ):
        refused(NotAllowed, add_opening, by=stranger, **good)
        refused(NotAllowed, set_day, by=stranger, station=station, day=TODAY, at=NOW)
        with pytest.raises(StationUnknown):
            kept_station(stranger, station.pk)
    above = make.make_officer()
    add_opening(by=above, **good)
    refused(OpeningOverlaps, add_opening, by=above, **good | {"opens": time(11), "closes": time(13)})
    refused(OpeningWrong, add_opening, by=above, **good | {"closes": time(9)})
    refused(OpeningPast, set_day, by=above, station=station, day=TODAY - DAY, at=NOW)
    refused(OpeningHalf, set_day, by=above, station=station, day=TODAY, opens=time(9), at=NOW)
    add_opening(by=above, **good | {"opens": time(12), "closes": time(13)})


def test_an_ended_opening_holds_through_its_last_day() -> None:
    station = make.make_station()
    mine = keeper(station)
    opening = add_opening(by=mine, station=station, weekday=3, opens=time(9), closes=time(12), at=NOW)
    later = NOW + 7 * DAY
    end_opening(by=mine, opening=opening, at=later)
    assert is_open(later, *hours_from(station.pk, TODAY + 7 * DAY))
    assert not is_open(later + 7 * DAY, *hours_from(station.pk, TODAY + 14 * DAY))
    lines = AuditLine.objects.count()
    end_opening(by=mine, opening=opening, at=later + 5 * DAY)  # ended before: not a day longer
    opening.refresh_from_db()
    assert (opening.until, AuditLine.objects.count()) == (TODAY + 7 * DAY, lines)
    other = add_opening(by=mine, station=station, weekday=5, opens=time(9), closes=time(12), at=NOW)
    end_opening(by=mine, opening=other, at=NOW)
    assert not StationOpening.objects.filter(pk=other.pk).exists()


def test_a_day_that_differed_is_as_usual_again() -> None:
    tree, station = make.make_region_tree(), make.make_station()
    mine = keeper(station)
    add_opening(by=mine, station=station, weekday=3, opens=time(9), closes=time(12), at=NOW)
    set_day(by=mine, station=station, day=TODAY, note="停电", at=NOW)
    gone = {"station": station, "day": TODAY, "at": NOW}
    refused(NotAllowed, clear_day, by=keeper(make.make_station(tree.zhanqian)), **gone)
    refused(StationDayUnknown, clear_day, by=mine, **gone | {"day": TODAY + DAY})
    refused(StationDayUnknown, clear_day, by=mine, **gone | {"at": NOW + DAY})
    clear_day(by=mine, **gone)
    assert is_open(NOW, *hours_from(station.pk, TODAY))
    assert AuditLine.objects.filter(verb="clear_station_day").count() == 1
