"""The simulation of choosers, on a small city: same people, same totals, more opportunities with somebody."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from bench import ranking
from bench.ranking_world import choosers, settle
from redvest.service.rules.ranking import Weights


def test_a_small_city() -> None:
    result = ranking.run(seeds=(7,), opportunities=80, sign_ups=110)

    (one,) = result["seeds"]
    assert one["relevance"]["sign_ups"] == one["equity"]["sign_ups"] == 110
    assert one["gain_percent"] >= ranking.GAIN
    assert one["equity"]["gini"] < one["relevance"]["gini"]
    assert result["gain_percent"] == one["gain_percent"]


def test_the_same_seed_lives_the_same_week() -> None:
    world = settle(3, 30)
    assert settle(3, 30) == world != settle(4, 30)
    assert list(islice(choosers(world), 5)) == list(islice(choosers(world), 5))
    weights = replace(Weights(), lift=0)
    assert ranking.live(world, weights, 20) == ranking.live(world, weights, 20)


def test_nothing_takes_more_than_it_has_places() -> None:
    world = settle(5, 20)
    week = ranking.live(world, Weights(), 60)
    assert sum(week.takers) == 60
    assert all(taken <= places for taken, places in zip(week.takers, world.places, strict=True))


@pytest.mark.parametrize(
    ("numbers", "expected"), [([1, 1, 1], 0.0), ([0, 0, 3], 2 / 3), ([0, 0], 0.0), ([5], 0.0)]
)
def test_gini(numbers: list[int], expected: float) -> None:
    assert ranking.gini(numbers) == pytest.approx(expected)
