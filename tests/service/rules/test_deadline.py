"""Working days: known answers around real holidays, and what holds for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.connectors import calendar
from redvest.service.rules.deadline import (
    deadline,
    working_days_after,
    working_days_before,
    working_days_between,
)

REAL = calendar.current()
DAYS = st.dates(date(2005, 1, 1), date(2025, 6, 30))
COUNTS = st.integers(0, 40)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("ended_on", "count", "due_on"),
    [
        # Saturday 27 September 2025: 28 (worked Sunday), 29, 30, then eight days off, 9, 10, 11 (worked Saturday), 13…
        (date(2025, 9, 27), 1, date(2025, 9, 28)),
        (date(2025, 9, 27), 3, date(2025, 9, 30)),
        (date(2025, 9, 27), 4, date(2025, 10, 9)),
        (date(2025, 9, 27), 6, date(2025, 10, 11)),
        (date(2025, 9, 27), 10, date(2025, 10, 16)),
        (date(2025, 10, 8), 10, date(2025, 10, 21)),
        (date(2026, 3, 5), 10, date(2026, 3, 19)),
        (date(2026, 3, 7), 10, date(2026, 3, 20)),
    ],
)
def test_known_answers(ended_on: date, count: int, due_on: date) -> None:
    assert deadline(ended_on, count, REAL.is_working_day, REAL.knows).on == due_on


def test_a_deadline_in_an_unknown_year_is_not_exact() -> None:
    last = REAL.known_years()[1]
    over_new_year = deadline(date(last, 12, 28), 10, REAL.is_working_day, REAL.knows)
    assert over_new_year.on.year == last + 1
    assert not over_new_year.exact
    assert deadline(date(last, 3, 2), 10, REAL.is_working_day, REAL.knows).exact


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    found = deadline(date(2026, 3, 5), 10, REAL.is_working_day, REAL.knows)
    assert not found.missed(found.on)
    assert found.missed(found.on + timedelta(days=1))


@given(DAYS, COUNTS)
def test_exactly_so_many_working_days_lie_between(day: date, count: int) -> None:
    due = working_days_after(day, count, REAL.is_working_day)
    assert working_days_between(day, due, REAL.is_working_day) == count
    assert count == 0 or REAL.is_working_day(due)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_counts_add_up(day: date, first: int, second: int) -> None:
    halfway = working_days_after(day, first, REAL.is_working_day)
    at_once = working_days_after(day, first + second, REAL.is_working_day)
    assert working_days_after(halfway, second, REAL.is_working_day) == at_once


@given(DAYS, COUNTS)
def test_a_later_end_is_never_due_earlier(day: date, count: int) -> None:
    later = working_days_after(day + timedelta(days=1), count, REAL.is_working_day)
    assert later >= working_days_after(day, count, REAL.is_working_day)


@given(DAYS, st.integers(1, 30))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = working_days_after(day, 1, REAL.is_working_day)
    due = working_days_after(start, count, REAL.is_working_day)
    assert working_days_before(due, count, REAL.is_working_day) == start


@given(DAYS, st.integers(0, 60))
def test_with_weekends_alone_two_weeks_are_ten_days(day: date, weeks: int) -> None:
    monday = day - timedelta(days=day.weekday())
    assert working_days_after(monday, 5 * weeks, weekdays) == monday + timedelta(weeks=weeks)


@given(DAYS, DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(first: date, second: date) -> None:
    if second <= first:
        assert working_days_between(first, second, REAL.is_working_day) == 0
