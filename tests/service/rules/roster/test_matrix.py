"""The arrays say the same as the reference, person by person and shift by shift."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings

from redvest.registry.rules.availability import encode
from redvest.service.rules.roster.clash import clashes, groups
from redvest.service.rules.roster.days import bits_of, is_holiday, minutes_by_day, touched
from redvest.service.rules.roster.fit import against, price, steps_between
from redvest.service.rules.roster.matrix import grid_of
from redvest.service.rules.roster.problem import Problem, Terms
from tests.service.rules.roster.worlds import FAR_OFF, HOME, NEXT_DOOR, at, problem, problems, shift


@settings(max_examples=60, deadline=None)
@given(problems(most_people=4, most_shifts=5))
def test_arrays_and_reference_agree(asked: Problem) -> None:
    grid = grid_of(asked)
    for row, who in enumerate(asked.people):
        for column, what in enumerate(asked.shifts):
            assert grid.may[row, column] == (not against(asked, who, what))
            if grid.may[row, column]:
                assert grid.price[row, column] == price(who, what, asked.weights)


def test_what_excludes_what() -> None:
    shifts = [
        shift("a", hour=9),
        shift("b", hour=11),
        shift("c", hour=12),
        shift("d", hour=12, place="车站"),
        shift("e", hour=16),
    ]
    found = clashes(shifts, Terms(rest_minutes=90, travel_minutes=30))
    excluded = {(shifts[i].key, shifts[j].key) for i in range(5) for j in range(5) if i < j and found[i, j]}
    assert excluded == {
        ("a", "b"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"), ("c", "e"), ("d", "e")
    }  # fmt: skip


def test_groups_hold_only_what_excludes_each_other() -> None:
    shifts = [shift(f"s{n}", n % 2, 9 + n % 5, hours=2) for n in range(10)]
    clash = clashes(shifts, Terms())
    group = groups(shifts, clash)
    for one in range(10):
        for other in range(one):
            if group[one] == group[other]:
                assert clash[one, other]


def test_a_shift_over_midnight_takes_both_days() -> None:
    begins, ends = at(0, 22), at(1, 2)
    assert touched(begins, ends) == [(at(0, 0).date(), "evening"), (at(1, 0).date(), "morning")]
    assert minutes_by_day(begins, ends) == {at(0, 0).date(): 120, at(1, 0).date(): 120}
    assert bits_of(begins, ends, ()) == encode(["mon-evening", "tue-morning"])
    assert bits_of(begins, ends, {at(0, 0).date()}) == encode(["holiday-evening", "tue-morning"])


@pytest.mark.parametrize(
    ("day", "off", "expected"),
    [
        (date(2026, 10, 3), {1, 2, 3, 4, 5, 6, 7}, True),  # the Saturday inside 国庆
        (date(2026, 10, 10), {10, 11}, False),  # an ordinary weekend
        (date(2026, 10, 12), {10, 11, 12}, True),
        (date(2026, 10, 10), {10, 11, 12}, True),
        (date(2026, 10, 13), {10, 11, 12}, False),
    ],
)
def test_a_holiday_is_more_than_a_weekend(day: date, off: set[int], expected: bool) -> None:
    assert is_holiday(day, lambda each: each.day not in off) is expected


def test_how_far_a_home_is() -> None:
    assert [steps_between(home, HOME) for home in (HOME, NEXT_DOOR, FAR_OFF, "")] == [0, 1, 3, 4]
    assert problem([], []).weights.far == 10
