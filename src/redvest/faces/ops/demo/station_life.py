"""The demo city's stations from day to day: when they are open, and which duty people can take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.registry.actions.bulk import STATION_OPENINGS, copy_in
from redvest.registry.actions.duty_roster import set_pattern
from redvest.registry.models import Station
from redvest.registry.policy import SYSTEM_STANDING

MOST = 60
_SATURDAY = 5


def open_stations(*, city: str, at: datetime) -> None:
    """Open on working days; on Saturday morning, and on one afternoon that differs, people are needed."""
    by = SYSTEM_STANDING(city)
    stations = list(Station.objects.filter(city=city).select_related("region").order_by("id")[:MOST])
    copy_in(
        table=STATION_OPENINGS, rows=(row for each in stations for row in _opening_rows(each.pk, day_of(at)))
    )
    for turn, station in enumerate(stations):
        for weekday, begins, ends in ((_SATURDAY, time(9), time(12)), (turn % 5, time(14, 30), time(17))):
            set_pattern(
                by=by, station=station, weekday=weekday, begins=begins, ends=ends, places=1 + turn % 2, at=at
            )


def _opening_rows(station_id: UUID, since: date) -> Iterator[tuple[Any, ...]]:
    for weekday in range(6):
        closes = time(12) if weekday == _SATURDAY else time(17, 30)
        yield uuid7(), station_id, weekday, time(9), closes, since
