"""Which days people work in China: holidays, and the weekends worked in exchange for them (调休).

Contexts know this package, never the list behind it.
"""

from __future__ import annotations

from redvest.connectors.calendar.local import PublishedHolidays
from redvest.connectors.calendar.protocol import WorkCalendar

__all__ = ["PublishedHolidays", "WorkCalendar", "current"]

_local = PublishedHolidays()


def current() -> WorkCalendar:
    """The calendar in use."""
    return _local
