"""The calendar of working days: holidays are off, exchanged weekends are worked, unknown years say that they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.connectors import calendar

CALENDAR = calendar.current()


@pytest.mark.parametrize("day", [date(2025, 9, 28), date(2025, 10, 11), date(2025, 1, 26), date(2025, 2, 8)])
def test_a_weekend_worked_in_exchange_is_a_working_day(day: date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_working_day(day)


def test_national_day_and_mid_autumn_of_2025_are_off_for_eight_days() -> None:
    first = date(2025, 10, 1)
    assert not any(CALENDAR.is_working_day(first + timedelta(days=n)) for n in range(8))
    assert CALENDAR.is_working_day(date(2025, 9, 30))
    assert CALENDAR.is_working_day(date(2025, 10, 9))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # 调休 before the Spring Festival, a Saturday
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 3, 5), True),
        (date(2026, 3, 7), False),
    ],
)
def test_spring_of_2026(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_a_year_that_is_not_known_counts_weekends_out_and_says_so() -> None:
    last = CALENDAR.known_years()[1]
    october = date(last + 1, 10, 1)
    days = [october + timedelta(days=n) for n in range(7)]

    assert not any(CALENDAR.knows(day) for day in days)
    assert [CALENDAR.is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]


def test_the_present_year_is_known() -> None:
    first, last = CALENDAR.known_years()
    assert first <= 2017  # the regulations on volunteer service came into force
    assert last >= 2026
    assert CALENDAR.knows(date(last, 12, 31))
