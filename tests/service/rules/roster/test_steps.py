"""The steps of solving by themselves: the flow, what mends it, the constraint solver, the bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from redvest.service.rules.roster.board import Board, board_of
from redvest.service.rules.roster.bound import lp_bound
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.cost import changed, cost_of, unfairness
from redvest.service.rules.roster.flow import flow
from redvest.service.rules.roster.mend import mend, pairs_of
from redvest.service.rules.roster.problem import Person, Problem, Roster, Shift, Terms, Wish
from redvest.service.rules.roster.shifts import Effort, improve
from redvest.service.rules.roster.solve import candidates, focus, named, solve
from tests.service.rules.roster.worlds import best_by_force, person, problem, problems, shift

FEW = settings(max_examples=40, deadline=None)


def week(people: int = 12, days: int = 7, need: int = 2, **more: object) -> Problem:
    """Two places a day for a week, with rest and travel between them."""
    shifts: list[Shift] = []
    for day in range(days):
        shifts.append(shift(f"m{day}", day, 9, need=need))
        shifts.append(shift(f"a{day}", day, 12, need=need, place="车站"))
    crowd: list[Person] = [person(f"p{n}", load=n % 4) for n in range(people)]
    terms = Terms(travel_minutes=30, rest_minutes=60, most_week=4, most_running=3)
    return problem(shifts, crowd, **{"terms": terms, **more})


def test_a_flow_keeps_limits_that_lie_inside_each_other() -> None:
    asked = replace(week(4), terms=Terms(most_week=2))
    chosen = named(board_of(asked), flow(board_of(asked)).chosen)
    assert len(chosen) == 8 and not breaches(asked, chosen)
    found = solve(asked)
    assert found.method == "flow" and found.gap == 0.0


def test_a_flow_without_banned_choices_finds_others() -> None:
    asked = problem([shift("s")], [person("a", wishes={"s": Wish.CAN}), person("b")])
    board = board_of(asked)
    assert named(board, flow(board).chosen) == {("a", "s")}
    banned = np.array([[True], [False]])
    assert named(board, flow(board, banned).chosen) == {("b", "s")}
    assert flow(board, np.ones_like(banned)).cost == 1000


def test_the_cost_of_a_flow_is_the_cost_of_its_roster() -> None:
    asked = replace(week(6), terms=Terms(most_week=3), previous=frozenset({("p0", "m0"), ("p1", "a3")}))
    board = board_of(asked)
    first = flow(board)
    assert first.cost == cost_of(asked, named(board, first.chosen))


@pytest.mark.parametrize("people", [3, 12])
def test_mending_keeps_travel_rest_and_days_in_a_row(people: int) -> None:
    asked = week(people)
    board = board_of(asked)
    first = flow(board)
    mended = named(board, mend(board, first))
    assert not breaches(asked, mended)
    assert cost_of(asked, mended) >= first.cost


def _improved(board: Board, start: np.ndarray, among: np.ndarray) -> Roster:  # type: ignore[type-arg]
    better = named(board, improve(board, start, among, Effort(work=1.0, seconds=20)))
    return Roster(better, cost_of(board.problem, better), 0, "cp-sat")


def test_the_solver_makes_a_poor_roster_good_and_a_good_one_no_worse() -> None:
    asked = week(5, days=3, together=(("p0", "p1"),), apart=(("p2", "p3"),))
    board = board_of(asked)
    poor = np.zeros_like(board.grid.may)
    best = _improved(board, poor, board.grid.may)
    assert not breaches(asked, best.chosen)
    assert best.cost < cost_of(asked, ())
    good = np.zeros_like(poor)
    for who, what in best.chosen:
        good[board.grid.person_at[who], board.grid.shift_at[what]] = True
    assert _improved(board, good, board.grid.may).cost <= best.cost


def test_who_is_not_looked_at_stays() -> None:
    asked = week(6, days=3)
    board = board_of(asked)
    start = mend(board, flow(board))
    among = board.grid.may.copy()
    among[:3] = False
    found = improve(board, start, among, Effort(work=1.0, seconds=20))
    assert (found[:3] == start[:3]).all()
    assert not breaches(asked, named(board, found))


@FEW
@given(problems())
def test_the_solver_alone_is_as_good_as_brute_force(drawn: Problem) -> None:
    board = board_of(drawn)
    start = mend(board, flow(board))
    found = _improved(board, start, board.grid.may)
    assert found.cost == best_by_force(drawn) and not breaches(drawn, found.chosen)


@FEW
@given(problems())
def test_the_same_problem_has_the_same_roster(drawn: Problem) -> None:
    assert solve(drawn) == solve(drawn)


def test_focus_looks_where_the_flow_was_mended() -> None:
    asked = week(40, need=3, apart=(("p0", "p1"),))
    board = board_of(asked)
    first = flow(board)
    mended = mend(board, first)
    among = focus(board, first.chosen, mended, most=100)
    assert among.sum() < board.grid.may.sum()
    moved = (first.chosen != mended).any(axis=1)
    assert among[moved].any(axis=1).all()
    assert not (among & ~board.grid.may).any()
    assert (candidates(board, mended, most=100) | ~mended).all()


def test_pairs_of_whom_one_is_missing_bind_nobody_in_the_arrays() -> None:
    board = board_of(
        problem([shift("s", need=2)], [person("a"), person("b")], apart=(("a", "b"), ("a", "gone")))
    )
    assert pairs_of(board).apart == ((0, 1),) and pairs_of(board).rows == {0, 1}


def test_the_bound_knows_travel_and_the_day() -> None:
    asked = problem(
        [shift("m", hour=9), shift("a", hour=12, place="车站")], [person("p")], terms=Terms(travel_minutes=30)
    )
    assert solve(asked).cost == best_by_force(asked)
    assert flow(board_of(asked)).cost <= lp_bound(asked) + 1e-6
    assert lp_bound(asked) == pytest.approx(best_by_force(asked), rel=1e-6)
    short = replace(asked, terms=Terms(daily_minutes=200))
    assert lp_bound(short) <= solve(short).cost + 1e-6


def test_fairness_and_change_are_summed() -> None:
    assert [unfairness(0, n, 10) for n in (0, 1, 2, 3)] == [0, 10, 40, 90]
    assert unfairness(3, 1, 10) == 70
    before = {("a", "s"), ("b", "t"), ("c", "u")}
    assert changed(before, {("a", "s"), ("b", "u")}, gone={"c"}) == (1, 2)
    assert Roster(frozenset(), 110, 100, "flow").gap == pytest.approx(0.1)


def test_after_some_drop_out_few_others_move() -> None:
    asked = week(16, need=3)
    first = solve(asked)
    gone = {"p0", "p7"}
    again = replace(
        asked, people=tuple(each for each in asked.people if each.key not in gone),
        previous=frozenset(choice for choice in first.chosen if choice[0] not in gone),
    )  # fmt: skip
    second = solve(again)
    moved, stayed = changed(first.chosen, second.chosen, gone)
    assert not breaches(again, second.chosen)
    assert moved <= 0.10 * stayed
