"""What a station may say of itself: words, numbers and days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.station_holding import LATE, counted, recent, short_words
from redvest.registry.station_errors import StationDayWrong, StationNumberWrong, StationWordsMissing

TODAY = date(2026, 3, 5)


@given(st.text(max_size=60), st.integers(1, 40))
def test_words_are_trimmed_and_within_bounds_or_refused(text: str, most: int) -> None:
    trimmed = " ".join(text.split())
    if 0 < len(trimmed) <= most:
        assert short_words(text, most) == trimmed == short_words(trimmed, most)
    else:
        with pytest.raises(StationWordsMissing):
            short_words(text, most)


@given(st.integers(-5, 2000), st.integers(0, 3))
def test_a_number_is_itself_or_refused(number: int, least: int) -> None:
    if least <= number <= 999:
        assert counted(number, least) == number
    else:
        with pytest.raises(StationNumberWrong):
            counted(number, least)


@given(st.integers(-60, 60))
def test_a_day_is_of_the_last_month_or_refused(ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    if 0 <= ago <= LATE.days:
        assert recent(day, TODAY) == day
    else:
        with pytest.raises(StationDayWrong):
            recent(day, TODAY)
