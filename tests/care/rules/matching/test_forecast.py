"""Expected needs: what came on average, smoothed by the shape of all, and the week that begins again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from redvest.care.rules.matching.forecast import Forecast, forecast

_counts = st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 9))
)


@given(_counts, st.floats(0.0, 50.0))
def test_nothing_is_made_up_and_nothing_gets_lost(counts: np.ndarray, weight: float) -> None:
    """Over the week each kind is expected as often as it came, whatever the smoothing."""
    found = forecast(counts, weight).rate
    assert found.min() >= 0
    assert np.allclose(found.sum(axis=1), counts.sum(axis=(1, 2)) / counts.shape[1])
    assert np.allclose(found.sum(axis=0), counts.sum(axis=(0, 1)) / counts.shape[1])


@given(_counts)
def test_without_smoothing_it_is_the_average(counts: np.ndarray) -> None:
    assert np.allclose(forecast(counts, 0.0).rate, counts.mean(axis=1))


def test_a_single_evening_is_drawn_towards_what_evenings_are_like() -> None:
    counts = np.zeros((2, 2, 2), dtype=np.int64)
    counts[0, :, 1] = 6  # one kind, always in the evening
    counts[1, 0, 0] = 1  # another, once in the morning
    rate = forecast(counts, 2.0).rate
    assert 0 < rate[1, 0] < 0.5 and rate[1, 1] > 0
    assert rate[0, 1] > rate[0, 0] > 0


def test_weeks_without_any_need_expect_none() -> None:
    assert not forecast(np.zeros((2, 3, 21), dtype=np.int64), 4.0).rate.any()
    assert not forecast(np.zeros((2, 0, 21), dtype=np.int64), 4.0).rate.any()


def test_after_sunday_comes_monday() -> None:
    found = Forecast(np.array([[1.0, 2.0, 3.0]]))
    assert found.ahead(2, 5).tolist() == [[3.0, 1.0, 2.0, 3.0, 1.0]]
    assert found.ahead(0, 0).shape == (1, 0)


def test_the_same_counts_expect_the_same() -> None:
    counts = np.arange(24).reshape(2, 3, 4)
    assert forecast(counts, 3.0).rate == pytest.approx(forecast(counts, 3.0).rate)
