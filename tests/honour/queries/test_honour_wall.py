"""Eighteen is counted by the calendar, also from 29 February, and agrees with how ages are counted elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.queries.honour_wall import years_before
from redvest.registry.rules.age import age_on


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 5), date(2008, 3, 5)),
        (date(2024, 2, 29), date(2006, 2, 28)),
        (date(2026, 2, 28), date(2008, 2, 28)),
        (date(2026, 3, 1), date(2008, 3, 1)),
    ],
)
def test_the_last_birthday_of_the_grown(day: date, last: date) -> None:
    assert years_before(day, 18) == last


@given(st.dates(date(1990, 1, 1), date(2020, 12, 31)), st.dates(date(2021, 1, 1), date(2060, 12, 31)))
def test_it_agrees_with_ages(born: date, on: date) -> None:
    assert (born <= years_before(on, 18)) == (age_on(born, on) >= 18)
