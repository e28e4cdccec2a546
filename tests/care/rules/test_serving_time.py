"""How long a service was: by the clock, less by the volunteer's word, never more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.dispatch_errors import BadServingMinutes, MinutesNeeded
from redvest.care.rules.serving_time import Served, served_time
from tests.factories.registry import NOW

MINUTE = timedelta(minutes=1)


def of(seen: int, said: int | None = None, longest: int = 480, unit: int = 1, mode: str = "down") -> Served:
    return served_time(
        started_at=NOW, at=NOW + seen * MINUTE, said=said, longest=longest, unit=unit, mode=mode
    )


def test_the_clock_counts() -> None:
    assert of(50) == Served(50, NOW + 50 * MINUTE)
    assert of(50, unit=30) == Served(30, NOW + 50 * MINUTE)
    assert of(50, unit=30, mode="up") == Served(60, NOW + 60 * MINUTE)


def test_less_is_the_volunteers_own_word() -> None:
    assert of(50, 30) == Served(30, NOW + 50 * MINUTE)


def test_a_forgotten_end_asks_for_the_minutes_and_ends_by_them() -> None:
    with pytest.raises(MinutesNeeded):
        of(900)
    assert of(900, 45) == Served(45, NOW + 45 * MINUTE)


@pytest.mark.parametrize(("seen", "said"), [(50, 51), (50, 0), (50, -5), (900, 481), (0, None), (0, 1)])
def test_nobody_gets_more_than_the_clock_saw(seen: int, said: int | None) -> None:
    with pytest.raises(BadServingMinutes):
        of(seen, said)


@given(st.integers(0, 3000), st.none() | st.integers(-5, 3000), st.integers(30, 1440))
def test_what_counts_always_fits_the_span_and_the_longest(seen: int, said: int | None, longest: int) -> None:
    try:
        found = of(seen, said, longest)
    except (BadServingMinutes, MinutesNeeded):
        return
    assert 1 <= found.minutes <= min(seen, longest)
    assert NOW + found.minutes * MINUTE <= found.ended_at <= NOW + seen * MINUTE
