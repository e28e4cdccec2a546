"""Duty at a station (值班): which dated slots a weekly pattern makes, and how easy a slot is to fill. Pure.

Standing by never counts as hours (field.md, finding 5): nothing here knows the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from redvest.core.clock import CHINA

WEEKS_AHEAD = 4
ALERT_AHEAD = timedelta(hours=24)
MOST_PLACES = 20


class Ease(StrEnum):
    """How well somebody can be asked for a slot, the easiest first."""

    FREE = "free"
    UNKNOWN = "unknown"
    NOT_FREE = "not-free"
    BUSY = "busy"
    REFUSES = "refuses"

    @property
    def order(self) -> int:
        return list(Ease).index(self)


def ease_of(*, free: bool | None, busy: bool, refuses: bool) -> Ease:
    """``free`` by their own grid of free times, None where they never filled it in."""
    if refuses:
        return Ease.REFUSES
    if busy:
        return Ease.BUSY
    if free is None:
        return Ease.UNKNOWN
    return Ease.FREE if free else Ease.NOT_FREE


def parts_between(begins: datetime, ends: datetime) -> tuple[str, ...]:
    """The parts of the day (rules/availability.py) that a slot touches, in China's time."""
    marks = (("morning", 0, 12), ("afternoon", 12, 18), ("evening", 18, 24))
    first, last = begins.hour + begins.minute / 60, ends.hour + ends.minute / 60
    return tuple(name for name, start, stop in marks if first < stop and last > start)


def slots_between(
    *, weekday: int, begins: time, ends: time, since: date, until: date | None, first: date, last: date
) -> Iterator[tuple[datetime, datetime]]:
    """The dated slots of a pattern from one day to another, both in it."""
    day = max(first, since)
    stop = last if until is None else min(last, until)
    while day <= stop:
        if day.weekday() == weekday:
            yield datetime.combine(day, begins, CHINA), datetime.combine(day, ends, CHINA)
        day += timedelta(days=1)
