"""Turns: work is spread, former drafts stay, wishes and need outweigh both where their weights say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from redvest.service.rules.roster.problem import Problem, Roster, Terms, Weights, Wish
from redvest.service.rules.roster.solve import solve
from tests.service.rules.roster.worlds import FAR_OFF, NEXT_DOOR, chosen_by, person, problem, shift


def turns(found: Roster) -> dict[str, int]:
    return dict(Counter(who for who, _what in found.chosen))


def week(*people: object, **more: object) -> Problem:
    return problem([shift(f"d{day}", day) for day in range(6)], list(people), **more)  # type: ignore[arg-type]


def test_six_days_among_three_are_two_each() -> None:
    assert turns(solve(week(person("a"), person("b"), person("c")))) == {"a": 2, "b": 2, "c": 2}


def test_who_served_often_waits_until_the_others_have_caught_up() -> None:
    found = turns(solve(week(person("a", load=6), person("b"), person("c"))))
    assert found == {"b": 3, "c": 3}


def test_without_fairness_the_nearest_does_it_all() -> None:
    people = (person("near"), person("next", region_path=NEXT_DOOR))
    assert turns(solve(week(*people, weights=Weights(fair=0)))) == {"near": 6}
    assert turns(solve(week(*people))) == {"near": 3, "next": 3}


def test_a_wish_is_worth_a_turn_more() -> None:
    eager = person("eager", wishes={f"d{day}": Wish.CAN for day in range(6)})
    found = turns(solve(week(eager, person("free"), weights=Weights(fair=5))))
    assert found == {"eager": 4, "free": 2}


def test_limits_come_before_fairness_and_open_places_are_left() -> None:
    alone = solve(week(person("a"), terms=Terms(most_week=2)))
    assert turns(alone) == {"a": 2}
    both = solve(week(person("a"), person("b", load=9), terms=Terms(most_week=2)))
    assert turns(both) == {"a": 2, "b": 2}


def test_nobody_is_moved_for_a_newcomer() -> None:
    before = solve(week(person("a"), person("b")))
    again = solve(week(person("a"), person("b"), person("new"), previous=before.chosen))
    assert again.chosen == before.chosen


def test_when_somebody_drops_out_only_their_shifts_change_hands() -> None:
    before = solve(week(person("a"), person("b"), person("c")))
    left = solve(week(person("b"), person("c"), person("d"), previous=before.chosen))
    kept = {choice for choice in before.chosen if choice[0] != "a"}
    assert kept <= left.chosen
    assert {what for who, what in left.chosen - kept} == chosen_by(before, "a")


def test_one_says_no_to_one_day_and_one_place_changes() -> None:
    before = solve(week(person("a"), person("b")))
    day = sorted(chosen_by(before, "a"))[0]
    after = solve(week(person("a"), person("b"), previous=before.chosen, refused=frozenset({("a", day)})))
    assert before.chosen - after.chosen == {("a", day)} and after.chosen - before.chosen == {("b", day)}


def test_a_shift_below_its_minimum_takes_somebody_from_the_former_draft() -> None:
    people = [person("a")]
    both = [shift("s"), shift("t", minimum=1)]
    before = frozenset({("a", "s")})
    assert solve(problem(both, people, previous=before)).chosen == {("a", "t")}
    calm = Weights(minimum=100)
    assert solve(problem(both, people, previous=before, weights=calm)).chosen == before


def test_useful_skills_and_near_homes_decide_between_equals() -> None:
    photo = shift("s", skills=frozenset({"photo"}))
    people = [person("a"), person("b", skills=frozenset({"photo"}))]
    assert solve(problem([photo], people)).chosen == {("b", "s")}
    homes = [person("far", region_path=FAR_OFF), person("next", region_path=NEXT_DOOR)]
    assert solve(problem([photo], homes)).chosen == {("next", "s")}


def test_a_locked_person_takes_their_turn_into_account() -> None:
    asked = week(person("a"), person("b"), locked=frozenset({("a", f"d{day}") for day in range(4)}))
    assert turns(solve(asked)) == {"a": 4, "b": 2}
    assert turns(solve(replace(asked, locked=frozenset()))) == {"a": 3, "b": 3}


def test_needs_of_several_are_filled_by_different_people() -> None:
    asked = problem([shift("s", need=3)], [person("a"), person("b"), person("c"), person("d", load=1)])
    found = solve(asked)
    assert turns(found) == {"a": 1, "b": 1, "c": 1} and found.gap == 0 and found.method == "flow"
