"""Why not: of several reasons the one told, and that the outcome of a real solving is explained by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redvest.service.queries.roster_words import FOR
from redvest.service.rules.roster.problem import Problem, Terms, Wish
from redvest.service.rules.roster.reasons import why_chosen, why_not
from redvest.service.rules.roster.solve import solve
from tests.service.rules.roster.worlds import FAR_OFF, HOME, NEXT_DOOR, at, person, problem, shift

MORNING, EVENING = shift("morning"), shift("evening", hour=18)


def after_solving(asked: Problem) -> dict[tuple[str, str], str]:
    """The reason of each person on each shift, once it was solved."""
    found = solve(asked)
    return {
        (who.key, what.key): why_not(asked, found.chosen, who, what)
        for who in asked.people
        for what in asked.shifts
    }


def test_the_nearer_one_came_first() -> None:
    asked = problem([MORNING], [person("near"), person("far", region_path=NEXT_DOOR)])
    assert after_solving(asked) == {("near", "morning"): "chosen", ("far", "morning"): "others-first"}


def test_what_is_said_of_other_shifts_comes_before_the_places_being_gone() -> None:
    asked = problem(
        [MORNING, shift("same", hour=10)], [person("a"), person("b", region_path=NEXT_DOOR)],
    )  # fmt: skip
    chosen = {("a", "morning"), ("b", "same")}
    assert why_not(asked, chosen, asked.people[0], asked.shifts[1]) == "same-time"
    assert why_not(asked, chosen, asked.people[1], asked.shifts[0]) == "same-time"


def test_rest_from_the_evening_before_is_named() -> None:
    early = shift("early", 1, 6)
    asked = problem([EVENING, early], [person("a")], terms=Terms(rest_minutes=600))
    reasons = after_solving(asked)
    assert sorted(reasons.values()) == ["chosen", "rest-time"]


def test_other_plans_fill_a_week_too() -> None:
    held = ((at(2, 18), at(2, 19)), (at(4, 18), at(4, 19)))
    asked = problem([MORNING], [person("a", held=held)], terms=Terms(most_week=2))
    assert after_solving(asked) == {("a", "morning"): "most-week"}
    assert after_solving(replace(asked, terms=Terms(most_week=3))) == {("a", "morning"): "chosen"}


def test_other_plans_make_a_row_of_days_too() -> None:
    held = ((at(-1, 18), at(-1, 19)), (at(1, 18), at(1, 19)))
    asked = problem([MORNING], [person("a", held=held)], terms=Terms(most_running=2))
    assert after_solving(asked) == {("a", "morning"): "most-running"}


def test_a_row_of_days_is_named_after_the_full_week() -> None:
    held = ((at(1, 18), at(1, 19)), (at(2, 18), at(2, 19)))
    asked = problem([MORNING], [person("a", held=held)], terms=Terms(most_week=2, most_running=2))
    assert after_solving(asked) == {("a", "morning"): "most-week"}


def test_a_mate_who_cannot_come_is_the_reason() -> None:
    people = [person("a"), person("b", wishes={"morning": Wish.CANNOT})]
    asked = problem([replace(MORNING, need=2)], people, together=(("a", "b"),))
    assert after_solving(asked) == {("a", "morning"): "together", ("b", "morning"): "said-no"}


def test_one_of_two_apart_is_there_and_the_other_is_told_so() -> None:
    asked = problem([replace(MORNING, need=2)], [person("a"), person("b", load=3)], apart=(("b", "a"),))
    assert after_solving(asked) == {("a", "morning"): "chosen", ("b", "morning"): "apart"}


def test_a_place_left_open_for_the_sake_of_travel_is_told_as_spread() -> None:
    shifts = [MORNING, shift("station", hour=12, place="车站")]
    reasons = after_solving(problem(shifts, [person("a")], terms=Terms(travel_minutes=30)))
    assert sorted(reasons.values()) == ["chosen", "spread"]


def test_who_is_settled_is_chosen_though_no_draft_says_so() -> None:
    asked = problem([MORNING], [person("a")], settled=frozenset({("a", "morning")}))
    assert why_not(asked, (), asked.people[0], MORNING) == "chosen"
    assert why_not(asked, (), person("b"), MORNING) == "spread"


def test_a_shift_of_another_roster_among_the_choices_is_passed_over() -> None:
    asked = problem([MORNING], [person("a")])
    assert why_not(asked, {("a", "elsewhere")}, asked.people[0], MORNING) == "spread"


def test_all_useful_skills_are_named_in_order_and_others_are_not() -> None:
    what = replace(MORNING, skills=frozenset({"photo", "drive", "sign"}))
    who = person("a", skills=frozenset({"sign", "cook", "drive"}), load=2)
    assert why_chosen(who, what) == ["free", "skill:drive", "skill:sign", "lives-here"]


def test_a_wish_takes_the_place_of_being_free() -> None:
    said = person("a", slots=0, wishes={"morning": Wish.CAN}, load=2)
    assert why_chosen(said, MORNING) == ["wished", "lives-here"]
    assert why_chosen(replace(said, wishes={"evening": Wish.CAN}), MORNING) == ["unsaid", "lives-here"]


def test_seldom_and_near_end_where_they_say() -> None:
    assert "seldom" in why_chosen(person("a", load=1), MORNING)
    assert "seldom" not in why_chosen(person("a", load=2), MORNING)
    two_off = "/".join(HOME.split("/")[:2]) + "/"
    assert not {"lives-here", "lives-near"} & set(why_chosen(person("a", region_path=two_off), MORNING))


@pytest.mark.parametrize(
    ("place", "lives", "said"),
    [
        (4, HOME, {"lives-here"}), (4, NEXT_DOOR, {"lives-near"}), (3, HOME, {"lives-in-street"}),
        (3, "360500/360502/360502002/", {"lives-in-district"}), (2, HOME, {"lives-in-district"}),
        (2, FAR_OFF, set()), (1, HOME, set()), (3, FAR_OFF, set()), (3, "", set()),
    ],
)  # fmt: skip
def test_where_somebody_lives_is_named_by_the_level_the_activity_is_set_in(
    place: int, lives: str, said: set[str]
) -> None:
    where = "/".join(HOME.strip("/").split("/")[:place]) + "/"
    found = why_chosen(person("a", region_path=lives, load=2), replace(MORNING, region_path=where))
    assert {code for code in found if code.startswith("lives")} == said
    assert set(found) <= FOR.keys(), "every code has its words"
