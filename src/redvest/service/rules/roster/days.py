"""Days and their parts as the grid of free times knows them. Pure: whether a day is worked is passed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta

from redvest.core.clock import CHINA, day_of
from redvest.registry.rules.availability import DAYS, encode

_MARKS = (("morning", 0, 12), ("afternoon", 12, 18), ("evening", 18, 24))
_SATURDAY = 5
_DAY = timedelta(days=1)


def is_holiday(day: date, works: Callable[[date], bool]) -> bool:
    """Whether a day belongs to a public holiday: off, and joined by days off to a weekday that is off.

    So the Saturday inside 国庆 is a holiday, the one of an ordinary weekend is not.
    """
    if works(day):
        return False
    return any(each.weekday() < _SATURDAY for each in _run(day, works))


def _run(day: date, works: Callable[[date], bool]) -> Iterator[date]:
    yield day
    for step in (_DAY, -_DAY):
        other = day + step
        while not works(other) and abs((other - day).days) < 15:
            yield other
            other += step


def touched(starts_at: datetime, ends_at: datetime) -> list[tuple[date, str]]:
    """The days with the parts of each that lie in a stretch of time, by the city's clock."""
    begins, ends = starts_at.astimezone(CHINA), ends_at.astimezone(CHINA)
    found: list[tuple[date, str]] = []
    day = begins.date()
    while datetime.combine(day, time(), CHINA) < ends:
        midnight = datetime.combine(day, time(), CHINA)
        for name, first, last in _MARKS:
            if begins < midnight + timedelta(hours=last) and ends > midnight + timedelta(hours=first):
                found.append((day, name))
        day += _DAY
    return found


def bits_of(starts_at: datetime, ends_at: datetime, holidays: Collection[date]) -> int:
    """The cells of the grid that somebody has to be free in for a stretch of time, as bits."""
    return encode(
        f"{'holiday' if day in holidays else DAYS[day.weekday()]}-{part}"
        for day, part in touched(starts_at, ends_at)
    )


def minutes_by_day(starts_at: datetime, ends_at: datetime) -> dict[date, int]:
    """How many minutes of a stretch lie on each day."""
    found: dict[date, int] = {}
    day = day_of(starts_at)
    while (midnight := datetime.combine(day, time(), CHINA)) < ends_at:
        inside = min(ends_at, midnight + _DAY) - max(starts_at, midnight)
        found[day] = int(inside.total_seconds() // 60)
        day += _DAY
    return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
