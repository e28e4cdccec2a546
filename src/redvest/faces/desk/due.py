"""By which day hours have to be recorded: so many working days after the activity (order 67 art. 11).

Weekends are counted out. The yearly calendar of public holidays and working weekends is not known here, so around
a holiday the day is an approximation, and pages say "about".
"""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The last of ``count`` working days after a day."""
    while count:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            count -= 1
    return day
