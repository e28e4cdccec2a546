"""The optimum: equal to brute force and to the bound, never a pair that a rule forbids, the same again for the same world."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.board import board_of
from redvest.care.rules.matching.bound import bound
from redvest.care.rules.matching.candidates import candidates
from redvest.care.rules.matching.cost import cost_of
from redvest.care.rules.matching.match import match
from redvest.care.rules.matching.world import World
from tests.care.rules.matching.worlds import (
    CHILDREN,
    FURTHER,
    HERE,
    MONDAY,
    NEXT,
    TUESDAY,
    best_by_force,
    fits,
    may,
    need,
    volunteer,
    world,
    worlds,
)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_nothing_is_cheaper_and_the_bound_proves_it(asked: World) -> None:
    found = match(asked)
    assert found.cost == best_by_force(asked) == cost_of(asked, found.pairs())
    assert found.bound() == found.cost


@settings(max_examples=150, deadline=None)
@given(worlds(most_people=12, most_needs=8))
def test_what_is_chosen_keeps_every_rule(asked: World) -> None:
    found = match(asked)
    assert set(found.pairs()) <= set(may(asked))
    assert len(set(found.pairs())) == len(found)
    assert fits(asked, found.pairs())
    assert found.open.tolist() == [
        int(asked.needs.places[n]) - sum(row == n for row, _v in found.pairs())
        for n in range(len(asked.needs))
    ]
    assert found.bound() == found.cost == cost_of(asked, found.pairs())


@settings(max_examples=60, deadline=None)
@given(worlds(), st.data())
def test_no_prices_give_a_bound_above_the_optimum(asked: World, data: st.DataObject) -> None:
    board = board_of(asked, candidates(asked))
    prices = data.draw(
        st.lists(st.integers(-5_000, 2_000_000), min_size=len(asked.needs), max_size=len(asked.needs))
    )
    assert bound(board, np.array(prices, dtype=np.int64)) <= match(asked).cost


@settings(max_examples=40, deadline=None)
@given(worlds(most_people=12, most_needs=8))
def test_the_same_world_gets_the_same(asked: World) -> None:
    assert match(asked).pairs() == match(asked).pairs()


def test_a_need_of_two_gets_two_and_a_person_with_room_for_one_goes_once() -> None:
    found = match(world([volunteer(), volunteer(cell=NEXT)], [need(places=2), need()]))
    assert len(found) == 2 and len({v for _n, v in found.pairs()}) == 2


def test_nobody_is_proposed_twice_for_one_day_but_may_be_for_two() -> None:
    one_day = match(world([volunteer(room=3)], [need(), need(cell=NEXT)]))
    assert one_day.pairs() == [(0, 0)]
    two_days = match(world([volunteer(room=3)], [need(), need(cell=NEXT), need(day=TUESDAY)]))
    assert two_days.pairs() == [(0, 0), (2, 0)]
    assert one_day.bound() == one_day.cost and two_days.bound() == two_days.cost


def test_needs_without_a_day_do_not_exclude_each_other() -> None:
    assert len(match(world([volunteer(room=2)], [need(day=0), need(day=0)]))) == 2


def test_the_last_nurse_is_kept_for_the_need_that_must_have_one() -> None:
    """The nearest for each need in turn would send the nurse to the first."""
    people = [volunteer(papers=1), volunteer(cell=NEXT)]
    assert match(world(people, [need(), need(papers=1)])).pairs() == [(0, 1), (1, 0)]


def test_what_is_urgent_comes_first_where_one_person_is_left() -> None:
    assert match(world([volunteer()], [need(), need(urgency=2, cell=FURTHER)])).pairs() == [(1, 0)]


def test_nobody_there_and_nothing_needed_are_answers_too() -> None:
    assert match(world([], [need(places=2)])).open.tolist() == [2]
    assert len(match(world([volunteer()], []))) == 0
    assert match(world([], [])).cost == match(world([], [])).bound() == 0


def test_somebody_who_shuns_a_domain_is_left_in_peace() -> None:
    found = match(world([volunteer(shuns=CHILDREN)], [need(domain=CHILDREN, urgency=3)]))
    assert not len(found) and found.open.tolist() == [1] and found.cost == 4_000_000


def test_a_turn_more_is_worth_a_walk() -> None:
    """Somebody a kilometre off goes instead of who has had a turn already."""
    people = [volunteer(load=1, cell=HERE), volunteer(cell=NEXT)]
    assert match(world(people, [need()])).pairs() == [(0, 1)]
    both = match(world(people, [need(), need(day=MONDAY, cell=NEXT)]))
    assert sorted(v for _n, v in both.pairs()) == [0, 1]
