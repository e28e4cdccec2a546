"""A station's opening hours: the weekly pattern, its end, and the days that differ."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Q

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.models import Station, StationDay, StationOpening
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.queries.station_life import openings_from
from redvest.registry.rules.opening import OpeningOverlaps, OpeningWrong


@transaction.atomic
def add_opening(
    *, by: Standing, station: Station, weekday: int, opens: time, closes: time, at: datetime
) -> StationOpening:
    """Open every week from today on. Raises NotAllowed, OpeningWrong, OpeningOverlaps."""
    require_keeps(by, station.pk, station.region.path)
    if not 0 <= weekday <= 6 or opens >= closes:
        raise OpeningWrong
    # One change of a station's hours at a time: the station's row is the lock behind the check.
    Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
    today = day_of(at)
    same_day = openings_from(station.pk, today).filter(weekday=weekday)
    if weekday != today.weekday():
        same_day = same_day.exclude(until=today)  # its last day is behind it
    if same_day.filter(opens__lt=closes, closes__gt=opens).exists():
        raise OpeningOverlaps
    opening = StationOpening.objects.create(
        station=station, weekday=weekday, opens=opens, closes=closes, since=day_of(at)
    )
    write_line(by=by.actor, at=at, city=station.city, verb="add_opening", target=opening)
    return opening


@transaction.atomic
def end_opening(*, by: Standing, opening: StationOpening, at: datetime) -> None:
    """Today is its last day; one that began today never held. Raises NotAllowed."""
    station = opening.station
    require_keeps(by, station.pk, station.region.path)
    today, mine = day_of(at), StationOpening.objects.filter(pk=opening.pk)
    runs = Q(until__isnull=True) | Q(until__gt=today)
    ended = mine.filter(since__gte=today).delete()[0] or mine.filter(runs).update(until=today)
    if ended:  # one that ended before keeps its last day
        write_line(by=by.actor, at=at, city=station.city, verb="end_opening", target=opening)


@transaction.atomic
def set_day(
    *,
    by: Standing,
    station: Station,
    day: date,
    opens: time | None = None,
    closes: time | None = None,
    note: str = "",
    at: datetime,
) -> StationDay:
    """A day that differs, closed without times; said again it replaces. Raises NotAllowed, OpeningWrong."""
    require_keeps(by, station.pk, station.region.path)
    if day < day_of(at) or (opens is None) != (closes is None):
        raise OpeningWrong
    if opens is not None and closes is not None and opens >= closes:
        raise OpeningWrong
    said = {"opens": opens, "closes": closes, "note": note.strip()[:60]}
    row, _made = StationDay.objects.update_or_create(station=station, day=day, defaults=said)
    write_line(by=by.actor, at=at, city=station.city, verb="set_station_day", target=row)
    return row


@transaction.atomic
def clear_day(*, by: Standing, station: Station, day: date, at: datetime) -> None:
    """The week holds on that day after all. Raises NotAllowed, OpeningWrong where no such day is to come."""
    require_keeps(by, station.pk, station.region.path)
    row = StationDay.objects.filter(station=station, day=day, day__gte=day_of(at)).first()
    if row is None:
        raise OpeningWrong
    write_line(by=by.actor, at=at, city=station.city, verb="clear_station_day", target=row)
    row.delete()
