"""Planning an opening: what a plan has to hold, and how stages hand on what they leave over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.opening import Frame, OpeningPlan, StagePlan, current, plan_faults, released
from tests.factories.registry import NOW

HOUR = timedelta(hours=1)
FRAME = Frame(NOW - HOUR, NOW + 20 * HOUR, NOW + 24 * HOUR, 10)
PLAIN = OpeningPlan("first-come", NOW + HOUR)
LOTTERY = OpeningPlan("lottery", NOW + HOUR, closes_at=NOW + 3 * HOUR, draws_at=NOW + 4 * HOUR)
FIRST, LAST = StagePlan("members", NOW + HOUR, 4), StagePlan("all", NOW + 3 * HOUR, 0)
STAGED = OpeningPlan("staged", NOW + HOUR, stages=(FIRST, LAST))


def blamed(plan: OpeningPlan, frame: Frame = FRAME) -> list[str]:
    return [name for name, _sentence in plan_faults(plan, frame, NOW)]


def test_three_ways_that_are_in_order() -> None:
    room = replace(PLAIN, waiting_room=True, most_each=2, within_days=30)
    assert [blamed(plan) for plan in (PLAIN, room, LOTTERY, STAGED)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (replace(PLAIN, mode="auction"), "mode"),
        (replace(PLAIN, opens_at=NOW), "opens_at"),
        (replace(PLAIN, opens_at=NOW + 20 * HOUR), "opens_at"),
        (replace(PLAIN, most_each=2), "most_each"),
        (replace(LOTTERY, waiting_room=True), "waiting_room"),
        (replace(LOTTERY, draws_at=None), "closes_at"),
        (replace(LOTTERY, closes_at=NOW + HOUR), "closes_at"),
        (replace(LOTTERY, closes_at=NOW + 21 * HOUR, draws_at=NOW + 22 * HOUR), "closes_at"),
        (replace(LOTTERY, draws_at=NOW + 2 * HOUR), "draws_at"),
        (replace(LOTTERY, draws_at=NOW + 24 * HOUR), "draws_at"),
        (replace(STAGED, stages=(FIRST,)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, group="friends"), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, group="all"), LAST)), "stages"),
        (replace(STAGED, stages=(FIRST, replace(LAST, opens_at=NOW + HOUR))), "stages"),
        (replace(STAGED, stages=(replace(FIRST, opens_at=NOW + 2 * HOUR), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, places=11), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, places=0), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, group="new"), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, group="served", value="0"), LAST)), "stages"),
        (replace(STAGED, stages=(replace(FIRST, group="region"), LAST)), "stages"),
    ],
)
def test_each_fault_is_named_beside_its_field(plan: OpeningPlan, field: str) -> None:
    assert blamed(plan) == [field]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(0, 6))
def test_what_a_stage_leaves_over_falls_to_the_next(places: list[int], begun: int) -> None:
    stages = [StagePlan("new", NOW + n * HOUR, each, "30") for n, each in enumerate(places)]
    stages.append(StagePlan("all", NOW + len(places) * HOUR, 1))
    at = NOW + (begun - 1) * HOUR
    assert current(stages, at) == min(begun, len(stages))
    expected = None if begun >= len(stages) else sum(places[:begun])
    assert released(stages, at) == expected
