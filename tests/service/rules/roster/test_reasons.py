"""Why me, why not: each reason in its case, and that the checker sees every kind of breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from redvest.registry.rules.availability import encode
from redvest.service.queries.roster_words import AGAINST, FOR, words_against, words_for
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.problem import Problem, Terms, Wish
from redvest.service.rules.roster.reasons import why_chosen, why_not
from redvest.service.rules.roster.solve import solve
from tests.service.rules.roster.worlds import FAR_OFF, MONDAY, NEXT_DOOR, at, person, problem, problems, shift

MORNING, EVENING = shift("morning"), shift("evening", hour=18)


def asked(who: object, *shifts: object, **more: object) -> Problem:
    return problem(list(shifts) or [MORNING], [who], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "what", "code"),
    [
        (person("a", wishes={"morning": Wish.CANNOT}), MORNING, "said-no"),
        (person("a", slots=encode(["tue-morning"])), MORNING, "not-free"),
        (person("a", slots=encode(["tue-morning"]), wishes={"morning": Wish.CAN}), MORNING, "others-first"),
        (person("a", born_on=date(2010, 1, 1)), replace(MORNING, min_age=18), "too-young"),
        (person("a", born_on=None), replace(MORNING, min_age=18), "too-young"),
        (person("a", born_on=date(1940, 1, 1)), replace(MORNING, max_age=70), "too-old"),
        (person("a"), replace(MORNING, papers=frozenset({"card"})), "papers"),
        (person("a", papers={"card": date(2026, 9, 6)}), replace(MORNING, papers=frozenset({"card"})), "papers"),
        (person("a", papers={"card": MONDAY}), replace(MORNING, papers=frozenset({"card"})), "others-first"),
        (person("a", held=((at(0, 11), at(0, 13)),)), MORNING, "busy"),
        (person("a", held=((at(0, 12, 30), at(0, 13)),)), MORNING, "rest-time"),
        (person("a", held=((at(0, 14), at(0, 20)),)), MORNING, "daily-limit"),
    ],
)  # fmt: skip
def test_what_stands_against_somebody(who: object, what: object, code: str) -> None:
    terms = Terms(rest_minutes=60, daily_minutes=480)
    full = asked(who, replace(what, need=0), terms=terms)  # type: ignore[type-var]
    assert why_not(full, (), full.people[0], full.shifts[0]) == code


def test_what_stands_against_somebody_by_their_other_shifts() -> None:
    late = shift("late", hour=12, place="车站")
    three = asked(person("a"), MORNING, shift("same", hour=11), EVENING, late)
    a, chosen = three.people[0], {("a", "morning")}
    assert why_not(three, chosen, a, MORNING) == "chosen"
    assert why_not(three, chosen, a, three.shifts[1]) == "same-time"
    assert why_not(replace(three, terms=Terms(most_week=1)), chosen, a, EVENING) == "most-week"
    assert why_not(replace(three, terms=Terms(daily_minutes=300)), chosen, a, EVENING) == "daily-limit"
    assert why_not(replace(three, terms=Terms(travel_minutes=30)), chosen, a, late) == "spread"
    tomorrow = shift("tomorrow", 1)
    run = asked(person("a"), MORNING, tomorrow, terms=Terms(most_running=1))
    assert why_not(run, chosen, run.people[0], tomorrow) == "most-running"


def test_pairs_and_former_answers_are_reasons() -> None:
    two = problem([MORNING], [person("a"), person("b")], apart=(("a", "b"),))
    assert why_not(two, {("b", "morning")}, two.people[0], MORNING) == "apart"
    together = replace(two, apart=(), together=(("a", "b"),))
    assert why_not(together, (), two.people[0], MORNING) == "together"
    declined = replace(two, apart=(), refused=frozenset({("a", "morning")}))
    assert why_not(declined, (), two.people[0], MORNING) == "declined"
    settled = replace(two, settled=frozenset({("b", "morning")}))
    assert why_not(settled, (), two.people[0], MORNING) == "apart"
    assert why_not(settled, (), two.people[1], MORNING) == "chosen"


def test_what_speaks_for_somebody() -> None:
    photo = replace(MORNING, skills=frozenset({"photo"}), papers=frozenset({"card"}))
    best = person("a", wishes={"morning": Wish.CAN}, skills=frozenset({"photo"}), papers={"card": None})
    assert why_chosen(best, photo) == ["wished", "skill:photo", "papers", "lives-here", "seldom"]
    assert why_chosen(person("b", region_path=NEXT_DOOR, load=5), MORNING) == ["free", "lives-near"]
    assert why_chosen(person("c", slots=0, region_path=FAR_OFF, load=5), MORNING) == ["unsaid"]


def test_every_reason_has_its_sentence() -> None:
    assert words_for(["wished", "skill:first-aid", "no-such-code"]) == ["自己说过这一班可以", "会“急救”"]
    assert all(words_against(code) for code in AGAINST) and all(words_for([code]) for code in FOR)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_every_open_choice_has_a_reason_with_words(drawn: Problem) -> None:
    found = solve(drawn)
    for who in drawn.people:
        for what in drawn.shifts:
            code = why_not(drawn, found.chosen, who, what)
            assert words_against(code)
            assert (code == "chosen") == ((who.key, what.key) in found.chosen)


@pytest.mark.parametrize(
    ("terms", "chosen", "rule"),
    [
        (Terms(), {("a", "morning"), ("a", "same")}, "overlaps"),
        (Terms(rest_minutes=300), {("a", "morning"), ("a", "evening")}, ""),
        (Terms(rest_minutes=600), {("a", "morning"), ("a", "evening")}, "rest-time"),
        (Terms(daily_minutes=300), {("a", "morning"), ("a", "evening")}, "daily-limit"),
        (Terms(travel_minutes=60), {("a", "morning"), ("a", "next")}, "travel"),
        (Terms(most_week=1), {("a", "morning"), ("a", "tomorrow")}, "most-week"),
        (Terms(most_running=1), {("a", "morning"), ("a", "tomorrow")}, "most-running"),
        (Terms(), {("a", "morning"), ("b", "morning")}, "too-many"),
        (Terms(), {("young", "grown-up")}, "too-young"),
    ],
)  # fmt: skip
def test_the_checker_sees_every_kind_of_breach(terms: Terms, chosen: set[tuple[str, str]], rule: str) -> None:
    shifts = [
        MORNING, shift("same", hour=11), EVENING, shift("next", hour=12, place="车站"), shift("tomorrow", 1),
        replace(shift("grown-up", 2), min_age=18),
    ]  # fmt: skip
    people = [person("a"), person("b"), person("young", born_on=date(2015, 1, 1))]
    found = {each.rule for each in breaches(problem(shifts, people, terms=terms), chosen)}
    assert found == ({rule} if rule else set())
    locked = problem(shifts, people, locked=frozenset({("b", "evening")}))
    assert {each.rule for each in breaches(locked, ())} == {"lock"}
