"""When a station is open: a weekly pattern with dates, and days that differ from it. Pure; times are China's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from redvest.core.clock import CHINA

LOOK_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Open on this weekday (Monday is 0) from ``opens`` to ``closes``, on days from ``since`` to ``until`` (both in)."""

    weekday: int
    opens: time
    closes: time
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Exceptional:
    """What holds on one day instead of the week: closed all day without times. ``note``: why, in the keeper's words."""

    day: date
    opens: time | None = None
    closes: time | None = None
    note: str = ""


Span = tuple[time, time]


def spans_on(day: date, week: Sequence[Weekly], days: Sequence[Exceptional]) -> list[Span]:
    """The hours of a day in order; an exception replaces the whole day."""
    special = [each for each in days if each.day == day]
    if special:
        found = [(e.opens, e.closes) for e in special if e.opens is not None and e.closes is not None]
        return sorted(found)
    return sorted(
        (each.opens, each.closes)
        for each in week
        if each.weekday == day.weekday() and each.since <= day and (each.until is None or day <= each.until)
    )


def covers(begins: datetime, ends: datetime, week: Sequence[Weekly], days: Sequence[Exceptional]) -> bool:
    """Open all the time between two moments of one day. A station that said nothing of its hours is taken to be."""
    start, end = begins.astimezone(CHINA), ends.astimezone(CHINA)
    if not week and not any(each.day == start.date() for each in days):
        return True
    reached = start.time()
    for opens, closes in spans_on(start.date(), week, days):
        if opens <= reached < closes:
            reached = closes
    return reached >= end.time()


def open_weekly(weekday: int, begins: time, ends: time, week: Sequence[Weekly], today: date) -> bool:
    """Whether a weekly time lies in the opening hours of the next such day after today; single days may differ."""
    day = today + timedelta(days=1 + (weekday - today.weekday() - 1) % 7)
    return covers(datetime.combine(day, begins, CHINA), datetime.combine(day, ends, CHINA), week, [])


def is_open(at: datetime, week: Sequence[Weekly], days: Sequence[Exceptional]) -> bool:
    """Open at a moment; at the minute of closing it no longer is."""
    here = at.astimezone(CHINA)
    return any(opens <= here.time() < closes for opens, closes in spans_on(here.date(), week, days))


def next_opening(at: datetime, week: Sequence[Weekly], days: Sequence[Exceptional]) -> datetime | None:
    """The first moment after ``at`` at which a span begins; None where none does in the next sixty days."""
    here = at.astimezone(CHINA)
    day = here.date()
    while day <= here.date() + LOOK_AHEAD:
        for opens, _closes in spans_on(day, week, days):
            begin = datetime.combine(day, opens, CHINA)
            if begin > here:
                return begin
        day += timedelta(days=1)
    return None
