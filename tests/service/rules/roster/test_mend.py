"""What mends a flow: rules that a flow cannot say are kept, pairs are joined or parted, open places filled again."""

from __future__ import annotations

from redvest.service.rules.roster.board import board_of
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.flow import flow
from redvest.service.rules.roster.mend import mend, pairs_of
from redvest.service.rules.roster.problem import Choice, Problem, Terms, Wish
from redvest.service.rules.roster.shifts import Effort, improve
from redvest.service.rules.roster.solve import candidates, focus, named, solve
from tests.service.rules.roster.worlds import chosen_by, person, problem, shift


def mended(asked: Problem) -> frozenset[Choice]:
    board = board_of(asked)
    return named(board, mend(board, flow(board)))


def test_a_flow_that_keeps_every_rule_is_left_as_it_is() -> None:
    asked = problem([shift("s"), shift("t", 1)], [person("a"), person("b")])
    board = board_of(asked)
    assert mended(asked) == named(board, flow(board).chosen)


def test_a_night_and_the_morning_after_go_to_two_people() -> None:
    shifts = [shift("late", hour=18, hours=4), shift("early", 1, 6)]
    asked = problem(shifts, [person("a"), person("b", slots=0)], terms=Terms(rest_minutes=600))
    chosen = mended(asked)
    assert not breaches(asked, chosen) and {what for _who, what in chosen} == {"late", "early"}
    assert {who for who, _what in chosen} == {"a", "b"}


def test_with_one_person_a_night_or_the_morning_after_stays_open() -> None:
    shifts = [shift("late", hour=18, hours=4), shift("early", 1, 6)]
    chosen = mended(problem(shifts, [person("a")], terms=Terms(rest_minutes=600)))
    assert len(chosen) == 1


def test_two_apart_are_parted_and_the_place_is_filled_by_a_third() -> None:
    asked = problem(
        [shift("s", need=2)], [person("a"), person("b"), person("c", slots=0)], apart=(("a", "b"),)
    )
    chosen = mended(asked)
    assert len(chosen) == 2 and ("c", "s") in chosen and not breaches(asked, chosen)


def test_two_together_leave_a_shift_that_only_one_can_have() -> None:
    people = [person("a"), person("b", wishes={"t": Wish.CANNOT}), person("c", slots=0)]
    asked = problem([shift("s", need=2), shift("t", 1)], people, together=(("a", "b"),))
    assert mended(asked) == {("a", "s"), ("b", "s"), ("c", "t")}


def test_whom_a_pair_names_but_the_roster_cannot_find_binds_no_rows() -> None:
    board = board_of(problem([shift("s")], [person("a")], together=(("a", "x"),), apart=(("x", "y"),)))
    assert pairs_of(board).together == () and pairs_of(board).rows == set()


def test_days_in_a_row_are_broken_up_where_it_costs_least() -> None:
    shifts = [shift(f"d{day}", day, minimum=1 if day != 2 else 0) for day in range(5)]
    asked = problem(shifts, [person("a")], terms=Terms(most_running=2))
    found = solve(asked)
    assert chosen_by(found, "a") == {"d0", "d1", "d3", "d4"}  # the middle one has no minimum
    assert not breaches(asked, found.chosen)


def test_three_who_serve_together_are_all_there_or_none() -> None:
    trio = (("a", "b"), ("b", "c"))
    people = [person("a"), person("b"), person("c")]
    full = solve(problem([shift("s", need=3)], people, together=trio))
    assert {who for who, _what in full.chosen} == {"a", "b", "c"}
    tight = solve(problem([shift("s", need=2)], people, together=trio))
    assert tight.chosen == frozenset()


def test_locked_people_stay_where_rules_are_mended() -> None:
    shifts = [shift("late", hour=18, hours=4), shift("early", 1, 6)]
    for key in ("late", "early"):
        asked = problem(shifts, [person("a")], terms=Terms(rest_minutes=600), locked=frozenset({("a", key)}))
        assert solve(asked).chosen == {("a", key)}


def test_of_two_locks_that_break_a_rule_together_the_roster_still_tells() -> None:
    shifts = [shift("late", hour=18, hours=4), shift("early", 1, 6)]
    locked = frozenset({("a", "late"), ("a", "early")})
    asked = problem(shifts, [person("a")], terms=Terms(rest_minutes=600), locked=locked)
    found = solve(asked)
    assert len(found.chosen) == 1 and found.chosen < locked
    assert [each.rule for each in breaches(asked, found.chosen)] == ["lock"]


def test_the_constraint_solver_never_makes_a_roster_worse() -> None:
    people = [person("a"), person("b"), person("c")]
    asked = problem(
        [shift("s", need=2), shift("t", hour=12, place="车站"), shift("u", 1, need=2)], people,
        terms=Terms(travel_minutes=60, most_running=1), apart=(("a", "c"),),
    )  # fmt: skip
    board = board_of(asked)
    first = flow(board)
    start = mend(board, first)
    better = improve(board, start, focus(board, first.chosen, start), Effort())
    assert not breaches(asked, named(board, better))
    assert (better * board.cost).sum() + 1000 * (5 - better.sum()) <= (start * board.cost).sum() + 1000 * (
        5 - start.sum()
    )


def test_who_is_not_looked_at_stays_where_they_are() -> None:
    asked = problem([shift("s"), shift("t", 1)], [person("a"), person("b")])
    board = board_of(asked)
    start = flow(board).chosen
    among = candidates(board, start, 100)
    among[0] = False
    after = improve(board, start, among, Effort())
    assert (after[0] == start[0]).all() and after.sum() == 2


def test_the_same_problem_has_the_same_answer() -> None:
    people = [person(f"p{n}", load=n % 2) for n in range(6)]
    shifts = [shift(f"s{n}", n % 3, 8 + 3 * (n % 2), need=2) for n in range(6)]
    asked = problem(shifts, people, terms=Terms(most_running=2, rest_minutes=60), apart=(("p0", "p1"),))
    assert solve(asked) == solve(asked)
