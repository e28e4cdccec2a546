"""Rosters on small instances: as good as brute force finds, and never a rule broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from redvest.service.rules.roster.board import board_of
from redvest.service.rules.roster.bound import lp_bound
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.cost import changed, cost_of
from redvest.service.rules.roster.flow import flow
from redvest.service.rules.roster.mend import mend
from redvest.service.rules.roster.problem import Problem, Terms, Wish
from redvest.service.rules.roster.solve import candidates, named, solve
from tests.service.rules.roster.worlds import (
    ALL_FREE,
    FAR_OFF,
    best_by_force,
    chosen_by,
    person,
    problem,
    problems,
    shift,
)

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(problems())
def test_a_roster_is_as_good_as_brute_force_finds_and_breaks_no_rule(asked: Problem) -> None:
    found = solve(asked)
    assert not breaches(asked, found.chosen)
    assert found.cost == cost_of(asked, found.chosen)
    assert found.bound <= found.cost == best_by_force(asked)


@FEW
@given(problems(ruled=False))
def test_where_only_times_exclude_each_other_the_bound_is_what_it_costs(asked: Problem) -> None:
    found = solve(asked)
    best = best_by_force(asked)
    assert found.cost == best and found.bound <= best
    if found.method == "flow":
        assert found.bound == best


@FEW
@given(problems())
def test_what_mends_a_flow_breaks_no_rule_and_is_no_cheaper_than_the_bounds(asked: Problem) -> None:
    board = board_of(asked)
    first = flow(board)
    mended = named(board, mend(board, first))
    assert not breaches(asked, mended)
    best = best_by_force(asked)
    assert first.cost <= best <= cost_of(asked, mended)
    assert first.cost - 1e-6 <= lp_bound(asked) + 1e-6 and lp_bound(asked) <= best + 1e-6


def test_a_place_goes_to_who_said_so_then_to_who_is_free_then_to_who_never_said() -> None:
    one = [shift("s")]
    people = [person("unsaid", slots=0), person("free"), person("wished", wishes={"s": Wish.CAN})]
    assert solve(problem(one, people)).chosen == {("wished", "s")}
    assert solve(problem(one, people[:2])).chosen == {("free", "s")}
    assert solve(problem(one, people[:1])).chosen == {("unsaid", "s")}


def test_work_is_spread_and_who_served_often_comes_later() -> None:
    asked = problem([shift(f"s{day}", day) for day in range(4)], [person("a"), person("b", load=2)])
    found = solve(asked)
    assert len(chosen_by(found, "a")) == 3 and len(chosen_by(found, "b")) == 1
    even = solve(replace(asked, people=(person("a"), person("b"))))
    assert len(chosen_by(even, "a")) == len(chosen_by(even, "b")) == 2


def test_a_shift_that_cannot_be_held_without_its_minimum_is_filled_first() -> None:
    asked = problem([shift("spare", need=2), shift("must", need=2, minimum=2)], [person("a"), person("b")])
    assert {what for _who, what in solve(asked).chosen} == {"must"}


def test_rest_travel_and_days_in_a_row_are_kept() -> None:
    near = problem([shift("early", hour=9), shift("late", hour=12)], [person("a")])
    assert len(solve(near).chosen) == 2  # without a break they are one occasion
    far = problem(
        [shift("early", hour=9), shift("late", hour=12, place="车站")],
        [person("a")],
        terms=Terms(travel_minutes=30),
    )
    assert len(solve(far).chosen) == 1
    week = problem([shift(f"s{day}", day) for day in range(5)], [person("a")], terms=Terms(most_running=2))
    assert len(solve(week).chosen) == 4


def test_pairs_serve_together_or_not() -> None:
    asked = problem(
        [shift("s", need=2), shift("t", need=1)], [person("a"), person("b")], together=(("a", "b"),)
    )
    assert solve(asked).chosen == {("a", "s"), ("b", "s")}
    asked = replace(asked, together=(), apart=(("a", "b"),))
    assert {what for _who, what in solve(asked).chosen} == {"s", "t"}


def test_who_is_settled_keeps_others_away_and_frees_their_mate() -> None:
    asked = problem(
        [shift("s", need=1)], [person("a"), person("b")], apart=(("a", "x"),), together=(("b", "y"),),
        settled=frozenset({("x", "s"), ("y", "s")}),
    )  # fmt: skip
    assert solve(asked).chosen == {("b", "s")}


def test_what_is_locked_stays_though_it_costs() -> None:
    people = [person("near"), person("far", region_path=FAR_OFF, slots=0)]
    asked = problem([shift("s")], people, locked=frozenset({("far", "s")}))
    assert solve(asked).chosen == {("far", "s")}
    gone = replace(
        asked, people=(person("near"), person("far", held=((shift("s").starts_at, shift("s").ends_at),)))
    )
    assert solve(gone).chosen == {("near", "s")}  # who cannot come any more is not held to it


def test_a_new_wish_moves_nobody_unless_it_is_worth_it() -> None:
    asked = problem([shift("s")], [person("a"), person("b", wishes={"s": Wish.CAN})])
    before = frozenset({("a", "s")})
    assert solve(replace(asked, previous=before)).chosen == before
    cheap = replace(asked, previous=before, weights=replace(asked.weights, change=5))
    assert solve(cheap).chosen == {("b", "s")}


@pytest.mark.parametrize("shifts", [[], [shift("s")]])
def test_nobody_for_nothing(shifts: list) -> None:  # type: ignore[type-arg]
    found = solve(problem(shifts, []))
    assert found.chosen == frozenset() and found.cost == found.bound == 1000 * len(shifts)


def test_of_a_large_problem_the_solver_sees_the_choices_that_matter() -> None:
    people = [person(f"p{n}", slots=ALL_FREE, load=n % 4) for n in range(40)]
    asked = problem(
        [shift(f"s{n}", n % 7, 9 + n % 3, need=2) for n in range(20)], people, apart=(("p0", "p1"),)
    )
    board = board_of(asked)
    first = flow(board)
    seen = candidates(board, first.chosen, 300)
    assert seen.sum() < board.grid.may.sum()
    assert (seen & first.chosen).sum() == first.chosen.sum() and seen[0].all() and seen[1].all()
    assert changed({("a", "s"), ("b", "t")}, {("a", "s")}, gone={"b"}) == (0, 1)
