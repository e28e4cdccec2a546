"""Corners where the steps of solving once disagreed with the checker: chains of pairs, long runs, midnight, mates."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.registry.rules.setting import RULES
from redvest.service.models import Roster
from redvest.service.rules.limits import Limits, Stretch, breach
from redvest.service.rules.roster.board import board_of
from redvest.service.rules.roster.bound import lp_bound
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.flow import flow
from redvest.service.rules.roster.mend import mend
from redvest.service.rules.roster.problem import Problem, Terms, Weights, Wish
from redvest.service.rules.roster.reasons import why_not
from redvest.service.rules.roster.solve import named, solve
from tests.service.rules.roster.worlds import at, best_by_force, person, problem, problems, shift

FEW = settings(max_examples=40, deadline=None)
TRIO = (("a", "b"), ("b", "c"))


def mended(asked: Problem) -> frozenset[tuple[str, str]]:
    board = board_of(asked)
    return named(board, mend(board, flow(board)))


@pytest.mark.parametrize("pairs", [TRIO, TRIO[::-1]])
@pytest.mark.parametrize("load", [{"a": 1}, {"b": 1}, {"c": 1}])
def test_of_three_in_a_chain_with_two_places_nobody_is_left_without_their_mate(
    pairs: tuple[tuple[str, str], ...], load: dict[str, int]
) -> None:
    people = [person(key, load=load.get(key, 0)) for key in "abc"]
    asked = problem([shift("s", need=2)], people, together=pairs)
    assert mended(asked) == frozenset() == solve(asked).chosen


@FEW
@given(problems(), st.permutations([("p0", "p1"), ("p1", "p2"), ("p0", "p2")]), st.integers(1, 3))
def test_chains_of_any_shape_break_no_rule(drawn: Problem, pairs: list[tuple[str, str]], count: int) -> None:
    known = {each.key for each in drawn.people}
    asked = replace(drawn, together=tuple(pair for pair in pairs[:count] if known >= {*pair}), apart=())
    assert not breaches(asked, mended(asked))
    found = solve(asked)
    assert not breaches(asked, found.chosen) and found.cost == best_by_force(asked)


def test_a_run_that_is_too_long_by_itself_takes_no_more_and_hides_nobody_else() -> None:
    run = tuple((at(day, 6), at(day, 7)) for day in range(-3, 1))
    night = ((at(0, 22), at(1, 12)),)
    asked = problem(
        [shift("s", need=3)], [person("a", held=night, load=1), person("b", held=run)],
        terms=Terms(rest_minutes=60, daily_minutes=480, most_week=2, most_running=2),
        weights=Weights(open=500, fair=200),
    )  # fmt: skip
    found = solve(asked)
    assert found.cost == best_by_force(asked) and not breaches(asked, found.chosen)
    worth = solve(replace(asked, weights=Weights()))
    assert worth.chosen == {("a", "s")} and worth.cost == best_by_force(replace(asked, weights=Weights()))


def test_what_ends_at_midnight_takes_nothing_of_the_next_day() -> None:
    evening = Stretch(at(0, 20), at(1, 0))
    long_day = Stretch(
        at(1, 8), at(1, 18)
    )  # longer than the limit by itself, which is its organisers' affair
    limits = Limits(daily=480)
    assert breach(wanted=evening, others=[long_day], limits=limits) == ""
    later = Stretch(evening.starts_at, evening.ends_at + timedelta(minutes=1))
    assert breach(wanted=later, others=[long_day], limits=limits) == "daily-limit"
    asked = problem(
        [shift("s", hour=20, hours=4)],
        [person("a", held=((long_day.starts_at, long_day.ends_at),))],
        terms=Terms(daily_minutes=480),
    )
    assert solve(asked).chosen == {("a", "s")}


def test_a_mate_is_the_reason_only_where_the_mate_cannot_come() -> None:
    people = [person("a"), person("b"), person("c"), person("d")]
    full = problem([shift("s", need=2)], people, together=(("a", "b"),))
    others = {("c", "s"), ("d", "s")}
    assert why_not(full, others, people[0], full.shifts[0]) == "others-first"
    assert why_not(full, {("c", "s")}, people[0], full.shifts[0]) == "together"  # one place left for two
    busy = replace(full, people=(people[0], person("b", wishes={"s": Wish.CANNOT}), *people[2:]))
    assert why_not(busy, others, people[0], full.shifts[0]) == "together"
    absent = replace(full, people=(people[0], *people[2:]))
    assert why_not(absent, others, people[0], full.shifts[0]) == "together"
    elsewhere = replace(full, shifts=(*full.shifts, shift("t", hour=10)))
    assert why_not(elsewhere, {*others, ("b", "t")}, people[0], full.shifts[0]) == "together"
    wide = replace(full, shifts=(shift("s", need=4),))
    assert why_not(wide, others, people[0], wide.shifts[0]) == "spread"


def test_every_limit_of_the_terms_is_one_that_somebody_sets() -> None:
    columns = {each.name for each in Roster._meta.get_fields()}
    settings_ = {key.split(".")[1] for key in RULES if key.split(".")[0] in ("roster", "signup")}
    assert {each.name for each in fields(Terms)} <= columns | settings_


def test_a_lock_is_no_part_of_the_bound() -> None:
    asked = problem([shift("s")], [person("a"), person("b", slots=0)], locked=frozenset({("b", "s")}))
    found = solve(asked)
    assert found.chosen == {("b", "s")}
    assert lp_bound(asked) == pytest.approx(best_by_force(replace(asked, locked=frozenset())))
    assert 0 < lp_bound(asked) <= found.cost
