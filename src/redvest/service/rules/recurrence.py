"""On which days something recurs, as a rule in the form of iCalendar (RFC 5545, 3.3.10). Pure.

Of the standard's rules those that people choose from: every so many days, weeks (on some weekdays) or months (on a
day, or on the first to fourth or last weekday). Days only; the time of day is the occurrence's own affair.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST = 120  # occurrences of one series: two years of every week, with room
LOOKED_AHEAD = 3 * 366  # days; who asks for a rule that hits nothing gets an answer all the same
_DAY = timedelta(days=1)


class Frequency(StrEnum):
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True)
class Recurrence:
    """``weekdays``: 0 is Monday. ``nth`` counts the weekday in its month, -1 is the last; 0: by ``month_day``."""

    freq: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0


def days_of(rule: Recurrence, first: date) -> Iterator[date]:
    """The days of a rule from ``first`` on, in order, for three years. Months without the day are passed over."""
    for n in range(LOOKED_AHEAD):
        if _fits(rule, first, first + n * _DAY):
            yield first + n * _DAY


def _fits(rule: Recurrence, first: date, day: date) -> bool:
    if rule.freq is Frequency.DAILY:
        return (day - first).days % rule.interval == 0
    if rule.freq is Frequency.MONTHLY:
        return _in_month(rule, first, day)
    weeks = (day - first + first.weekday() * _DAY).days // 7
    return day.weekday() in (rule.weekdays or (first.weekday(),)) and weeks % rule.interval == 0


def _in_month(rule: Recurrence, first: date, day: date) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    if months % rule.interval:
        return False
    if rule.nth:
        weekday = rule.weekdays[0] if rule.weekdays else first.weekday()
        return day == nth_weekday_of(day.year, day.month, weekday, rule.nth)
    return day.day == (rule.month_day or first.day)


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


def nth_weekday_of(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month, -1 for the last; None where the month has no fifth."""
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    place = nth if nth < 0 else nth - 1
    return date(year, month, days[place]) if -len(days) <= place < len(days) else None
