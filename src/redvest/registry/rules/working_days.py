"""Counting in working days: for every deadline of the house. Pure: which days are worked is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
IsWorking = Callable[[date], bool]


def working_days_after(day: date, count: int, is_working: IsWorking) -> date:
    """The last of ``count`` working days after a day; the day itself for a count of zero."""
    while count > 0:
        day += ONE_DAY
        count -= is_working(day)
    return day
