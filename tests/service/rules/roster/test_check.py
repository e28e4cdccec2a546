"""The independent checker refuses every kind of broken roster, says who and where, and lets whole ones pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from redvest.service.rules.roster.check import Breach, breaches, keeps, running
from redvest.service.rules.roster.problem import Problem, Terms, Wish
from tests.service.rules.roster.worlds import MONDAY, at, person, problem, shift

DAY = timedelta(days=1)


def two(**more: object) -> Problem:
    return problem([shift("s", need=2), shift("t", 1, need=2)], [person("a"), person("b")], **more)


def rules(asked: Problem, *chosen: tuple[str, str]) -> list[tuple[str, str, str]]:
    return sorted((each.rule, each.person, each.shift) for each in breaches(asked, chosen))


def test_an_empty_roster_and_a_full_one_break_nothing() -> None:
    assert breaches(two(), ()) == []
    assert breaches(two(), {("a", "s"), ("b", "s"), ("a", "t"), ("b", "t")}) == []


def test_who_may_not_serve_there_is_found_by_name_and_shift() -> None:
    asked = replace(two(), refused=frozenset({("b", "t")}))
    assert rules(asked, ("a", "s"), ("b", "t")) == [("declined", "b", "t")]
    no = replace(asked, refused=frozenset(), people=(person("a", wishes={"s": Wish.CANNOT}), person("b")))
    assert rules(no, ("a", "s"), ("a", "t")) == [("said-no", "a", "s")]
    busy = replace(no, people=(person("a", held=((at(1, 10), at(1, 11)),)), person("b")))
    assert rules(busy, ("a", "s"), ("a", "t")) == [("busy", "a", "t")]


def test_one_too_many_is_a_breach_of_the_shift() -> None:
    asked = problem([shift("s", need=1)], [person("a"), person("b")])
    assert rules(asked, ("a", "s"), ("b", "s")) == [("too-many", "", "s")]
    none = problem([shift("s", need=0)], [person("a")])
    assert rules(none, ("a", "s")) == [("too-many", "", "s")]


def test_a_pair_together_is_both_or_neither() -> None:
    asked = two(together=(("a", "b"),))
    assert rules(asked, ("a", "s"), ("b", "s")) == []
    assert rules(asked) == []
    assert rules(asked, ("a", "s"), ("b", "t")) == [("together", "a", "s"), ("together", "a", "t")]
    settled = replace(asked, settled=frozenset({("b", "s")}))
    assert rules(settled, ("a", "s")) == []


def test_a_pair_apart_may_serve_on_different_shifts_only() -> None:
    asked = two(apart=(("a", "b"),))
    assert rules(asked, ("a", "s"), ("b", "t")) == []
    assert rules(asked, ("a", "s"), ("b", "s")) == [("apart", "a", "s")]


def test_rest_is_missed_by_both_of_two_shifts() -> None:
    asked = problem(
        [shift("late", hour=18, hours=4), shift("early", 1, 6)], [person("a")], terms=Terms(rest_minutes=600)
    )
    assert rules(asked, ("a", "late"), ("a", "early")) == [
        ("rest-time", "a", "early"),
        ("rest-time", "a", "late"),
    ]
    assert rules(asked, ("a", "late")) == []
    rested = replace(asked, terms=Terms(rest_minutes=480))
    assert rules(rested, ("a", "late"), ("a", "early")) == []


def test_the_way_from_place_to_place_takes_time_and_none_within_a_place() -> None:
    shifts = [shift("park", hour=9), shift("station", hour=12, place="车站"), shift("gate", hour=12)]
    asked = problem(shifts, [person("a")], terms=Terms(travel_minutes=30))
    assert rules(asked, ("a", "park"), ("a", "station")) == [
        ("travel", "a", "park"),
        ("travel", "a", "station"),
    ]
    assert rules(asked, ("a", "park"), ("a", "gate")) == []
    later = replace(asked, shifts=(shifts[0], shift("station", hour=13, place="车站")))
    assert rules(later, ("a", "park"), ("a", "station")) == []


def test_a_week_runs_from_monday_to_sunday_and_counts_other_plans() -> None:
    shifts = [shift(f"d{day}", day) for day in (0, 6, 7)]
    asked = problem(shifts, [person("a")], terms=Terms(most_week=1))
    assert rules(asked, ("a", "d6"), ("a", "d7")) == []
    assert rules(asked, ("a", "d0"), ("a", "d6")) == [("most-week", "a", "")]
    held = replace(asked, people=(person("a", held=((at(3, 9), at(3, 10)),)),))
    assert rules(held, ("a", "d0")) == [("most-week", "a", "")]
    assert rules(held, ("a", "d7")) == []


def test_days_in_a_row_count_plans_of_the_days_around() -> None:
    shifts = [shift(f"d{day}", day) for day in range(4)]
    asked = problem(shifts, [person("a")], terms=Terms(most_running=2))
    assert rules(asked, ("a", "d0"), ("a", "d1"), ("a", "d3")) == []
    assert rules(asked, ("a", "d0"), ("a", "d1"), ("a", "d2")) == [("most-running", "a", "")]
    held = replace(asked, people=(person("a", held=((at(-1, 9), at(-1, 10)),)),))
    assert rules(held, ("a", "d0"), ("a", "d1")) == [("most-running", "a", "")]


def test_two_shifts_of_a_day_are_one_day_in_a_row() -> None:
    asked = problem([shift("s"), shift("t", hour=14)], [person("a")], terms=Terms(most_running=1))
    assert rules(asked, ("a", "s"), ("a", "t")) == []


def test_a_lock_that_can_stay_has_to_stay() -> None:
    asked = two(locked=frozenset({("a", "s")}))
    assert breaches(asked, {("b", "s")}) == [Breach("lock", "a", "s")]
    assert breaches(asked, {("a", "s")}) == []


def test_a_lock_that_cannot_stay_binds_nobody() -> None:
    locked = frozenset({("a", "s"), ("gone", "s"), ("a", "old")})
    asked = replace(two(locked=locked), people=(person("a", held=((at(0, 9), at(0, 10)),)), person("b")))
    assert breaches(asked, ()) == []
    people, shifts = {each.key: each for each in asked.people}, {each.key: each for each in asked.shifts}
    assert [keeps(asked, people, shifts, choice) for choice in sorted(locked)] == [False, False, False]
    assert keeps(asked, people, shifts, ("b", "s"))


def test_several_breaches_are_all_told() -> None:
    young = person("a", born_on=date(2020, 1, 1))
    asked = problem([replace(shift("s"), min_age=18), shift("t", hour=10)], [young, person("b")])
    found = rules(asked, ("a", "s"), ("a", "t"), ("b", "t"))
    assert found == [
        ("overlaps", "a", "s"),
        ("overlaps", "a", "t"),
        ("too-many", "", "t"),
        ("too-young", "a", "s"),
    ]


def test_running_counts_both_ways_and_stops_at_a_free_day() -> None:
    days = {MONDAY + n * DAY for n in (-3, -1, 0, 1, 2, 4)}
    assert running(MONDAY, days) == 4
    assert running(MONDAY + 4 * DAY, days) == 1
    assert running(MONDAY + 3 * DAY, days) == 6  # the day itself joins what lies on both sides
