"""Planning an opening: what a plan has to hold, and how stages hand on what they leave over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.opening import (
    Frame,
    OpeningPlan,
    StagePlan,
    current,
    overtaken,
    plan_faults,
    released,
)
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
        (replace(PLAIN, most_each=0, within_days=30), "most_each"),
        (replace(PLAIN, most_each=-1, within_days=30), "most_each"),
        (replace(PLAIN, most_each=101, within_days=30), "most_each"),
        (replace(PLAIN, most_each=2, within_days=0), "within_days"),
        (replace(PLAIN, most_each=2, within_days=367), "within_days"),
        (replace(PLAIN, waiting_room=True, admit_per_second=0), "admit_per_second"),
        (replace(PLAIN, admit_per_second=-5), "admit_per_second"),
        (replace(PLAIN, waiting_room=True, admit_per_second=1001), "admit_per_second"),
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


@pytest.mark.parametrize(
    ("plan", "since", "closes", "starts", "late"),
    [
        (PLAIN, 0, 2, 24, False),
        (PLAIN, 0, 1, 24, True),
        (PLAIN, 1, 1, 24, False),  # it has opened: who came had their turn
        (STAGED, 0, 4, 24, False),
        (STAGED, 2, 3, 24, True),
        (LOTTERY, 0, 3, 5, False),
        (LOTTERY, 2, 2, 5, True),
        (LOTTERY, 3, 2, 5, False),
        (LOTTERY, 3, 20, 4, True),
    ],
)
def test_an_activity_that_moves_overtakes_only_what_is_still_to_come(
    plan: OpeningPlan, since: int, closes: int, starts: int, late: bool
) -> None:
    frame = Frame(NOW - HOUR, NOW + closes * HOUR, NOW + starts * HOUR, 10)
    assert overtaken(plan, frame, NOW + since * HOUR) is late


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(0, 6))
def test_what_a_stage_leaves_over_falls_to_the_next(places: list[int], begun: int) -> None:
    stages = [StagePlan("new", NOW + n * HOUR, each, "30") for n, each in enumerate(places)]
    stages.append(StagePlan("all", NOW + len(places) * HOUR, 1))
    at = NOW + (begun - 1) * HOUR
    assert current(stages, at) == min(begun, len(stages))
    expected = None if begun >= len(stages) else sum(places[:begun])
    assert released(stages, at) == expected
