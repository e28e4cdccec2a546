"""On which days something recurs, as a rule in the form of iCalendar (RFC 5545, 3.3.10). Pure.

Of the standard's rules those that people choose from: every so many days, weeks (on some weekdays) or months (on a
day, or on the first to fourth or last weekday). Days only; the time of day is the occurrence's own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Literal

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

MOST = 120  # occurrences of one series: two years of every week, with room
LOOKED_AHEAD = timedelta(
    days=20 * 366
)  # MOST months that have a 31st take 18 years; a rule that hits nothing ends, too
WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


FREQUENCIES: dict[Frequency, Literal[1, 2, 3]] = {
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
}


@dataclass(frozen=True)
class Recurrence:
    """``weekdays``: 0 is Monday. ``nth`` counts the weekday in its month, -1 is the last; 0: by ``month_day``."""

    freq: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0


def days_of(rule: Recurrence, first: date) -> Iterator[date]:
    """The days of a rule from ``first`` on, in order, for twenty years. Months without the day are passed over."""
    weekdays: Sequence[Any] | None = [WEEKDAYS[day] for day in rule.weekdays] or None
    if rule.freq is Frequency.MONTHLY and rule.nth:
        weekdays = [WEEKDAYS[rule.weekdays[0] if rule.weekdays else first.weekday()](rule.nth)]
    found = rrule(
        FREQUENCIES[rule.freq],
        dtstart=datetime.combine(first, time()),
        until=datetime.combine(first + LOOKED_AHEAD, time()),
        interval=rule.interval,
        byweekday=weekdays,
        bymonthday=rule.month_day or None,
    )
    return (each.date() for each in found)


@dataclass(frozen=True)
class Plan:
    """The days of a series, those left out in between, and whether there would have been more than ``MOST``."""

    days: tuple[date, ...]
    left_out: tuple[date, ...] = ()
    too_many: bool = False


def plan(
    rule: Recurrence,
    first: date,
    *,
    until: date | None = None,
    times: int | None = None,
    leave_out: Callable[[date], bool] = lambda day: False,
) -> Plan:
    """Until a day (included), or until it has taken place so many times: what is left out does not count."""
    days: list[date] = []
    left: list[date] = []
    for day in days_of(rule, first):
        if (until is not None and day > until) or (times is not None and len(days) == times):
            break
        if leave_out(day):
            left.append(day)
        elif len(days) == MOST:
            return Plan(tuple(days), tuple(left), too_many=True)
        else:
            days.append(day)
    return Plan(tuple(days), tuple(left))
