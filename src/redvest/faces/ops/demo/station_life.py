"""The demo city's stations from day to day: when they are open, and which duty people can take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.registry.actions.bulk import DUTY_PATTERNS, STATION_OPENINGS, copy_in
from redvest.registry.actions.duty_roster import lay_out_slots
from redvest.registry.models import Station

MOST = 60
_SATURDAY = 5


def open_stations(*, city: str, at: datetime) -> None:
    """Open on working days; on Saturday morning, and on one afternoon that differs, people are needed."""
    keys = list(Station.objects.filter(city=city).order_by("id").values_list("pk", flat=True)[:MOST])
    today = day_of(at)
    copy_in(table=STATION_OPENINGS, rows=(row for key in keys for row in _opening_rows(key, today)))
    duties = (row for turn, key in enumerate(keys) for row in _duty_rows(turn, key, today))
    copy_in(table=DUTY_PATTERNS, rows=duties)
    lay_out_slots(city=city, at=at)


def _opening_rows(station_id: UUID, since: date) -> Iterator[tuple[Any, ...]]:
    for weekday in range(6):
        closes = time(12) if weekday == _SATURDAY else time(17, 30)
        yield uuid7(), station_id, weekday, time(9), closes, since


def _duty_rows(turn: int, station_id: UUID, since: date) -> Iterator[tuple[Any, ...]]:
    for weekday, begins, ends in ((_SATURDAY, time(9), time(12)), (turn % 5, time(14, 30), time(17))):
        yield uuid7(), station_id, weekday, begins, ends, 1 + turn % 2, since
