"""The sum: each part by its figure, ascending turns, and fairness: new and idle people come forward, not always the nearest."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.matching.cost import cost_of, left_open, pair_cost, turn
from redvest.care.rules.matching.eligible import distance
from redvest.care.rules.matching.match import match
from redvest.care.rules.matching.world import NEW, Weights
from tests.care.rules.matching.worlds import (
    CHILDREN,
    DRIVER,
    ELDERS,
    FURTHER,
    NEXT,
    NURSE,
    need,
    volunteer,
    world,
)

W = Weights()


@pytest.mark.parametrize(
    ("person", "asked", "cost"),
    [
        ({}, {}, 0),
        ({"skills": DRIVER}, {"skills": NURSE}, W.skill),
        ({"skills": DRIVER | NURSE}, {"skills": NURSE}, 0),
        ({"skills": NURSE}, {"skills": NURSE | DRIVER}, 0),  # one of them is useful
        ({"slots": 0}, {}, W.unsaid),
        ({"slots": 0}, {"when": 0}, 0),  # any time: it does not matter what was never said
        ({"likes": CHILDREN}, {"domain": ELDERS}, W.other),
        ({"likes": CHILDREN | ELDERS}, {"domain": ELDERS}, 0),
        ({"slots": 0, "likes": CHILDREN}, {"skills": DRIVER}, W.skill + W.unsaid + W.other),
    ],
)
def test_each_part_of_a_pair(person: dict[str, Any], asked: dict[str, Any], cost: int) -> None:
    assert pair_cost(world([volunteer(**person)], [need(**asked)]), 0, 0) == cost


def test_the_way_counts_metre_by_metre() -> None:
    asked = world([volunteer(cell=FURTHER)], [need()])
    assert pair_cost(asked, 0, 0) == distance(asked, 0, 0) > 0


@given(st.integers(0, 50), st.integers(0, NEW), st.integers(0, 10))
def test_each_turn_more_is_dearer_than_the_one_before(load: int, idle: int, number: int) -> None:
    one = world([volunteer(load=load, idle=idle)], []).volunteers
    assert turn(one, number, W)[0] <= turn(one, number + 1, W)[0]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, NEW), st.integers(0, NEW))
def test_who_served_less_and_longer_ago_is_never_dearer(load: int, more: int, idle: int, longer: int) -> None:
    both = world(
        [volunteer(load=load + more, idle=idle), volunteer(load=load, idle=max(idle, longer))], []
    ).volunteers
    busy, rested = turn(both, 0, W).tolist()
    assert rested <= busy


def test_days_without_a_turn_count_up_to_a_limit_and_a_newcomer_as_much() -> None:
    people = world([volunteer(idle=days) for days in (0, 10, 30, 90, NEW)], []).volunteers
    bare = W.load
    assert turn(people, 0, W).tolist() == [bare, bare - 1_000, bare - 3_000, bare - 3_000, bare - 3_000]
    assert len(set(turn(people, 1, W).tolist())) == 1  # the lift is for the first turn


def test_an_open_place_costs_more_the_more_urgent() -> None:
    assert left_open(world([], [need(urgency=each) for each in range(4)])).tolist() == [
        1_000_000, 2_000_000, 3_000_000, 4_000_000,
    ]  # fmt: skip


def test_the_whole_sum_of_a_small_choice() -> None:
    asked = world([volunteer(load=1, room=2), volunteer(cell=NEXT)], [need(places=2), need(day=0, urgency=1)])
    way = distance(asked, 0, 1)
    assert cost_of(asked, []) == 2 * 1_000_000 + 2_000_000
    assert cost_of(asked, [(0, 0), (0, 1)]) == W.load * 3 + way + W.load + 2_000_000
    assert cost_of(asked, [(0, 0), (1, 0), (0, 1)]) == W.load * (3 + 5) + way + W.load


def test_over_a_week_everybody_has_a_turn() -> None:
    """Three neighbours at different distances: the nearest alone would serve every day."""
    turns: Counter[int] = Counter()
    idle = [NEW, NEW, NEW]
    for _day in range(6):
        people = [
            volunteer(cell=cell, load=turns[at], idle=idle[at])
            for at, cell in enumerate((need()["cell"], NEXT, FURTHER))
        ]
        [(_need, taken)] = match(world(people, [need()])).pairs()
        turns[taken] += 1
        idle = [0 if at == taken else days + 1 for at, days in enumerate(idle)]
    assert len(turns) == 3 and max(turns.values()) == 3  # the third lives three kilometres off


@given(st.integers(0, 29))
def test_a_longer_wait_never_loses_a_turn(days: int) -> None:
    """Of two alike, whoever waited longer is proposed; and once they are, more waiting leaves it so."""
    people = [volunteer(idle=days), volunteer(idle=days + 1)]
    assert match(world(people, [need()])).pairs() == [(0, 1)]


def test_a_skill_that_helps_is_worth_a_walk_and_not_a_journey() -> None:
    near, nurse = volunteer(), volunteer(cell=NEXT, skills=NURSE)
    assert match(world([near, nurse], [need(skills=NURSE)])).pairs() == [(0, 1)]
    nurse["cell"] = FURTHER
    assert match(world([near, nurse], [need(skills=NURSE)])).pairs() == [(0, 0)]
    assert np.array_equal(match(world([near, nurse], [need()])).volunteer, [0])
