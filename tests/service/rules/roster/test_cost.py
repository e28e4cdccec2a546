"""What a roster costs: each weight in its case, and that fairness makes each further shift dearer."""

from __future__ import annotations

from redvest.service.rules.roster.cost import changed, cost_of, unfairness
from redvest.service.rules.roster.problem import Problem, Roster, Weights, Wish
from tests.service.rules.roster.worlds import person, problem, shift

NOTHING = Weights(open=0, minimum=0, unsaid=0, free=0, skill=0, far=0, fair=0, change=0)


def weighed(**weights: int) -> Weights:
    return Weights(**{name: weights.get(name, 0) for name in NOTHING.__dataclass_fields__})


def one(need: int = 2, minimum: int = 0, **more: object) -> Problem:
    return problem([shift("s", need=need, minimum=minimum)], [person("a"), person("b", load=2)], **more)


def test_an_open_place_costs_once_and_below_the_minimum_more() -> None:
    asked = one(3, 2, weights=weighed(open=10, minimum=100))
    assert cost_of(asked, ()) == 3 * 10 + 2 * 100
    assert cost_of(asked, {("a", "s")}) == 2 * 10 + 100
    assert cost_of(asked, {("a", "s"), ("b", "s")}) == 10


def test_a_minimum_above_the_places_counts_as_the_places() -> None:
    assert cost_of(one(1, 5, weights=weighed(minimum=100)), ()) == 100


def test_who_was_taken_off_the_former_draft_costs_and_who_joined_does_not() -> None:
    asked = one(weights=weighed(change=7), previous=frozenset({("a", "s"), ("b", "s")}))
    assert cost_of(asked, {("a", "s")}) == 7
    assert cost_of(asked, ()) == 14
    assert cost_of(one(weights=weighed(change=7)), {("a", "s")}) == 0


def test_serving_often_costs_by_the_square() -> None:
    assert [unfairness(0, count, 1) for count in range(4)] == [0, 1, 4, 9]
    assert unfairness(2, 1, 1) == 5 and unfairness(2, 2, 3) == 36
    assert unfairness(9, 0, 15) == 0 and unfairness(9, 5, 0) == 0
    asked = one(weights=weighed(fair=1))
    assert cost_of(asked, {("a", "s"), ("b", "s")}) == 1 + 5


def test_a_wish_costs_nothing() -> None:
    asked = problem([shift("s")], [person("a", wishes={"s": Wish.CAN})], weights=weighed(free=20, unsaid=60))
    assert cost_of(asked, {("a", "s")}) == 0


def test_changes_are_counted_among_those_who_are_still_there() -> None:
    before = {("a", "s"), ("b", "s"), ("c", "t")}
    assert changed(before, before, gone=()) == (0, 3)
    assert changed(before, {("a", "s"), ("d", "s")}, gone=("c",)) == (1, 2)
    assert changed((), {("a", "s")}, gone=()) == (0, 0)


def test_the_gap_is_a_share_of_the_bound() -> None:
    assert Roster(frozenset(), 110, 100, "cp-sat").gap == 0.1
    assert Roster(frozenset(), 100, 100, "flow").gap == 0.0
    assert Roster(frozenset(), 3, 0, "cp-sat").gap == 3.0
