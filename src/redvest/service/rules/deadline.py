"""By which day something has to be done, counted in working days (order 67 art. 11: ten after the activity ends).

Pure: the calendar is passed in. The day on which the count begins does not count itself; an activity of several days
begins its count when it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from redvest.registry.rules.working_days import ONE_DAY, IsWorking, working_days_after

__all__ = ["Deadline", "deadline", "working_days_after", "working_days_before", "working_days_between"]

Knows = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day in time. ``exact`` is false where the holidays of a year on the way are not known yet."""

    on: date
    exact: bool

    def missed(self, today: date) -> bool:
        return today > self.on


def working_days_before(day: date, count: int, is_working: IsWorking) -> date:
    """The first of ``count`` working days before a day; the day itself for a count of zero."""
    while count > 0:
        day -= ONE_DAY
        count -= is_working(day)
    return day


def working_days_between(after: date, until: date, is_working: IsWorking) -> int:
    """How many working days lie after one day and up to another, that one included; zero where it is not later."""
    days = (until - after).days
    return sum(is_working(after + n * ONE_DAY) for n in range(1, days + 1))


def deadline(ended_on: date, count: int, is_working: IsWorking, knows: Knows) -> Deadline:
    """The deadline of what ended on a day. ``knows`` says whether a day's year is in the calendar."""
    on = working_days_after(ended_on, count, is_working)
    return Deadline(on, knows(ended_on) and knows(on))
