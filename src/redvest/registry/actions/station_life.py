"""A station's opening hours: the weekly pattern, its end, and the days that differ."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.duty_hours import fit_duty
from redvest.registry.models import Station, StationDay, StationOpening
from redvest.registry.opening_errors import (
    OpeningHalf,
    OpeningOverlaps,
    OpeningPast,
    OpeningWrong,
    StationDayUnknown,
)
from redvest.registry.policy import Standing, require_keeps
from redvest.registry.queries.station_life import openings_from

MOST_DAYS = 31


@transaction.atomic
def add_opening(
    *, by: Standing, station: Station, weekday: int, opens: time, closes: time, at: datetime
) -> StationOpening:
    """Open every week from today on. Raises NotAllowed, OpeningWrong, OpeningOverlaps."""
    require_keeps(by, station.pk, station.region.path)
    if not 0 <= weekday <= 6 or opens >= closes:
        raise OpeningWrong
    _one_change(station)
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
    fit_duty(by=by, station=station, closing=lambda _day: False, words="", at=at)
    return opening


@transaction.atomic
def end_opening(*, by: Standing, opening: StationOpening, at: datetime) -> None:
    """Today is its last day; one that began today never held. Later duty outside the hours left is called off.

    Raises NotAllowed.
    """
    station, today = opening.station, day_of(at)
    require_keeps(by, station.pk, station.region.path)
    _one_change(station)
    mine, runs = StationOpening.objects.filter(pk=opening.pk), Q(until__isnull=True) | Q(until__gt=today)
    if not (mine.filter(since__gte=today).delete()[0] or mine.filter(runs).update(until=today)):
        return  # one that ended before keeps its last day
    write_line(by=by.actor, at=at, city=station.city, verb="end_opening", target=opening)
    weekday = opening.weekday
    fit_duty(
        by=by, station=station, closing=lambda day: day > today and day.weekday() == weekday, words="", at=at
    )


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
    """A day that differs, closed without times; said again it replaces. Duty outside its hours is called off.

    Raises NotAllowed, OpeningPast, OpeningHalf, OpeningWrong.
    """
    require_keeps(by, station.pk, station.region.path)
    if day < day_of(at):
        raise OpeningPast
    if (opens is None) != (closes is None):
        raise OpeningHalf
    if opens is not None and closes is not None and opens >= closes:
        raise OpeningWrong
    _one_change(station)
    said = {"opens": opens, "closes": closes, "note": note.strip()[:60]}
    row, _made = StationDay.objects.update_or_create(station=station, day=day, defaults=said)
    write_line(by=by.actor, at=at, city=station.city, verb="set_station_day", target=row)
    fit_duty(by=by, station=station, closing=lambda found: found == day, words=row.note, at=at)
    return row


@transaction.atomic
def set_days(
    *,
    by: Standing,
    station: Station,
    first: date,
    last: date,
    opens: time | None = None,
    closes: time | None = None,
    note: str = "",
    at: datetime,
) -> int:
    """A holiday: every day of it as ``set_day``. Raises NotAllowed, OpeningPast, OpeningHalf, OpeningWrong."""
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise OpeningWrong
    for turn in range(count):
        set_day(
            by=by,
            station=station,
            day=first + timedelta(days=turn),
            opens=opens,
            closes=closes,
            note=note,
            at=at,
        )
    return count


@transaction.atomic
def clear_day(*, by: Standing, station: Station, day: date, at: datetime) -> None:
    """The day is as every week again; duty that its closing called off is open to takers again.

    Raises NotAllowed, StationDayUnknown.
    """
    require_keeps(by, station.pk, station.region.path)
    _one_change(station)
    row = StationDay.objects.filter(station=station, day=day, day__gte=day_of(at)).first()
    if row is None:
        raise StationDayUnknown
    write_line(by=by.actor, at=at, city=station.city, verb="clear_station_day", target=row)
    row.delete()
    fit_duty(by=by, station=station, closing=lambda found: found == day, words="", at=at)


def _one_change(station: Station) -> None:
    """One change of a station's hours at a time: its row is the lock."""
    Station.objects.select_for_update(of=("self",)).get(pk=station.pk)
