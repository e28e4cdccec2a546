"""The default calendar: the yearly notices of the State Council on holidays, as the library ``chinesecalendar`` keeps them.

The notice of a year comes out in the autumn before. For years that the installed library does not know, weekends
are counted out and nothing else; ``knows`` says so, and pages say "about".
"""

from __future__ import annotations

from datetime import date

import chinese_calendar

_SATURDAY = 5
_YEARS: list[int] = sorted(day.year for day in chinese_calendar.constants.holidays)


class PublishedHolidays:
    """Asks no network: the list comes with the library and is renewed with it once a year."""

    name = "国务院历年放假安排（chinesecalendar）"

    def known_years(self) -> tuple[int, int]:
        return _YEARS[0], _YEARS[-1]

    def knows(self, day: date) -> bool:
        return _YEARS[0] <= day.year <= _YEARS[-1]

    def is_working_day(self, day: date) -> bool:
        if self.knows(day):
            works: bool = chinese_calendar.is_workday(day)
            return works
        return day.weekday() < _SATURDAY

    def is_holiday(self, day: date) -> bool:
        return day in chinese_calendar.constants.holidays

    def is_made_up(self, day: date) -> bool:
        return day in chinese_calendar.constants.workdays
