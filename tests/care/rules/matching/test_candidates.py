"""Candidates: all who may where few live, the best where many do, and always the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.candidates import candidates
from redvest.care.rules.matching.cost import pair_cost, turn
from redvest.care.rules.matching.world import Columns, Terms, Uneven, World
from tests.care.rules.matching.worlds import FAR_OFF, FURTHER, HERE, NEXT, may, need, volunteer, world, worlds


def pairs(asked: World) -> list[tuple[int, int]]:
    found = candidates(asked)
    return list(zip(found.need.tolist(), found.volunteer.tolist(), strict=True))


@settings(max_examples=80, deadline=None)
@given(worlds(most_people=10, most_needs=6))
def test_where_few_live_everybody_who_may_is_a_candidate(asked: World) -> None:
    found = candidates(asked)
    assert pairs(asked) == may(asked)  # in this order
    assert found.cost.tolist() == [pair_cost(asked, *pair) for pair in pairs(asked)]


@settings(max_examples=60, deadline=None)
@given(worlds(most_people=14, most_needs=4), st.integers(1, 3))
def test_where_many_live_the_cheapest_of_them_are_kept(asked: World, few: int) -> None:
    """Here everybody in reach is looked at, since the first look is wider than the world."""
    asked = replace(asked, terms=Terms(few=few))
    first = turn(asked.volunteers, 0, asked.weights).tolist()
    for n in range(len(asked.needs)):
        costs = sorted(pair_cost(asked, n, v) + first[v] for row, v in may(asked) if row == n)
        kept = sorted(pair_cost(asked, n, v) + first[v] for row, v in pairs(asked) if row == n)
        assert kept == costs[: few * int(asked.needs.places[n])]


def test_the_circle_grows_until_enough_are_found() -> None:
    """Two hundred next door are not free; the few who are live far off."""
    busy = [volunteer(slots=1 << 20) for _ in range(200)]
    free = [volunteer(cell=FURTHER), volunteer(cell=FAR_OFF)]
    asked = replace(world([*busy, *free], [need()]), terms=Terms(few=2))
    assert pairs(asked) == [(0, 200), (0, 201)]


def test_a_crowd_next_door_keeps_the_far_off_out_of_the_sum() -> None:
    asked = replace(
        world([volunteer() for _ in range(90)] + [volunteer(cell=NEXT)], [need()]), terms=Terms(few=3)
    )
    assert pairs(asked) == [(0, 0), (0, 1), (0, 2)]


def test_who_is_idle_is_kept_before_who_is_nearer() -> None:
    people = [volunteer(load=1) for _ in range(6)] + [volunteer(cell=NEXT, idle=30)]
    asked = replace(world(people, [need()]), terms=Terms(few=1))
    assert pairs(asked) == [(0, 6)]


def test_needs_of_one_place_are_looked_at_together_and_told_apart() -> None:
    asked = world([volunteer(), volunteer(papers=1)], [need(cell=NEXT), need(papers=1), need(papers=1)])
    assert pairs(asked) == [(0, 0), (0, 1), (1, 1), (2, 1)]


def test_two_places_keep_twice_as_many() -> None:
    asked = replace(world([volunteer() for _ in range(9)], [need(places=2)]), terms=Terms(few=2))
    assert len(candidates(asked)) == 4


def test_columns_of_different_lengths_are_refused() -> None:
    people = world([volunteer(), volunteer()], []).volunteers
    with pytest.raises(Uneven):
        replace(people, load=np.zeros(3, dtype=np.int64))
    assert len(people.take(np.array([1]))) == 1 and len(Columns(np.zeros(0))) == 0


def test_where_nobody_may_there_is_no_candidate() -> None:
    assert not len(candidates(world([volunteer(room=0)], [need()])))
    assert not len(candidates(world([], [need(cell=HERE)])))
