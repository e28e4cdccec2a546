"""Who is asked is fixed: their time and place are gone, whatever limits say now, and nobody else is looked for there."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.service.rules.roster.asked import standing_asks, with_asks_fixed
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.fit import against
from redvest.service.rules.roster.matrix import grid_of
from redvest.service.rules.roster.problem import Choice, Problem, Terms, Wish
from redvest.service.rules.roster.solve import solve
from tests.service.rules.roster.worlds import person, problem, problems, shift


def asked_about(drawn: Problem, *choices: Choice) -> Problem:
    return replace(drawn, asked=frozenset(choices), locked=drawn.locked | {*choices})


def test_an_ask_is_a_plan_and_takes_a_place() -> None:
    two = problem([shift("s", need=2, minimum=2), shift("t", hour=10)], [person("a"), person("b", load=2)])
    found = with_asks_fixed(asked_about(two, ("a", "s")))
    one, _other = found.people
    assert one.held == ((two.shifts[0].starts_at, two.shifts[0].ends_at),) and one.load == 1
    assert found.people[1] == two.people[1]
    assert [(each.need, each.minimum) for each in found.shifts] == [(1, 1), (1, 0)]
    assert found.settled == {("a", "s")} and not found.asked and not found.locked
    assert against(found, one, found.shifts[1]) == "busy"


def test_asks_that_a_later_limit_forbids_together_all_stand() -> None:
    week = problem([shift(f"d{day}", day) for day in range(3)], [person("a"), person("b")])
    asks = frozenset(("a", f"d{day}") for day in range(3))
    tight = replace(asked_about(week, *asks), terms=Terms(most_week=2, most_running=1, rest_minutes=3000))
    assert standing_asks(tight) == asks
    around = with_asks_fixed(tight)
    assert solve(around).chosen == frozenset() and not breaches(around, ())


def test_whose_mate_said_no_is_asked_on_and_their_place_is_nobody_elses() -> None:
    people = [person("a"), person("b"), person("c")]
    both = problem([shift("s", need=2)], people, together=(("a", "b"),), refused=frozenset({("b", "s")}))
    around = with_asks_fixed(asked_about(both, ("a", "s")))
    assert solve(around).chosen == {("c", "s")}


def test_who_cannot_come_any_more_is_not_waited_for() -> None:
    people = [person("a", wishes={"s": Wish.CANNOT}), person("b")]
    asked = asked_about(problem([shift("s")], people), ("a", "s"), ("gone", "s"), ("b", "old"))
    assert standing_asks(asked) == frozenset()
    assert solve(with_asks_fixed(asked)).chosen == {("b", "s")}


def test_a_yes_counts_for_the_turn_and_for_the_way_but_not_twice_for_the_time() -> None:
    here, there = shift("here"), shift("there", hour=12, place="车站")
    times = ((here.starts_at, here.ends_at),)
    said = problem(
        [here, there], [person("a", held=times)], settled=frozenset({("a", "here"), ("a", "over")}),
        terms=Terms(travel_minutes=30),
    )  # fmt: skip
    around = with_asks_fixed(said)
    assert around.people[0].held == times and around.people[0].load == 1
    assert around.people[0].places == ((here.starts_at, here.ends_at, "公园"),)
    assert against(said, said.people[0], there) == ""
    assert against(around, around.people[0], there) == "spread"
    assert grid_of(around).may.tolist() == [[False, False]]
    assert grid_of(replace(around, terms=Terms())).may.tolist() == [[False, True]]


@settings(max_examples=60, deadline=None)
@given(problems(), st.data())
def test_around_any_asks_no_rule_is_broken_and_the_arrays_agree(drawn: Problem, data: st.DataObject) -> None:
    choices = [(who.key, what.key) for who in drawn.people for what in drawn.shifts]
    asks = data.draw(st.lists(st.sampled_from(choices), max_size=3))
    settled = frozenset(data.draw(st.lists(st.sampled_from(choices), max_size=1)))
    around = with_asks_fixed(asked_about(replace(drawn, settled=settled), *asks))
    found = solve(around)
    assert not breaches(around, found.chosen)
    may = [[not against(around, who, what) for what in around.shifts] for who in around.people]
    assert grid_of(around).may.tolist() == may
