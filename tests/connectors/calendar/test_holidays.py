"""Holidays and the weekends worked for them, from the published notices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.connectors import calendar

NATIONAL_DAY = [date(2025, 10, day) for day in range(1, 9)]


def test_the_days_of_a_holiday_are_holidays_its_weekends_among_them() -> None:
    known = calendar.current()
    assert all(known.is_holiday(day) for day in NATIONAL_DAY)
    assert not known.is_holiday(date(2025, 10, 9))


@pytest.mark.parametrize("day", [date(2025, 9, 28), date(2025, 10, 11), date(2026, 5, 9)])
def test_weekends_worked_in_exchange_are_made_up_and_no_holiday(day: date) -> None:
    known = calendar.current()
    assert day.weekday() >= 5
    assert known.is_made_up(day)
    assert known.is_working_day(day)
    assert not known.is_holiday(day)


def test_an_ordinary_weekend_is_neither() -> None:
    known, day = calendar.current(), date(2026, 3, 7)
    assert not known.is_holiday(day)
    assert not known.is_made_up(day)


def test_no_day_is_both_and_made_up_days_are_weekends() -> None:
    known, day = calendar.current(), date(2025, 1, 1)
    while day.year < 2027:
        assert not (known.is_holiday(day) and known.is_made_up(day))
        assert not known.is_made_up(day) or day.weekday() >= 5
        assert not known.is_holiday(day) or not known.is_working_day(day)
        day += timedelta(days=1)


def test_of_a_year_that_nobody_has_announced_nothing_is_said() -> None:
    known, day = calendar.current(), date(2040, 10, 1)
    assert not known.knows(day)
    assert not known.is_holiday(day)
    assert not known.is_made_up(day)
