"""The bound trusts nobody: it takes any prices, and a choice that could be cheaper never closes the gap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.matching.board import Board, board_of
from redvest.care.rules.matching.bound import NotSettled, bound, lower_bound, prices
from redvest.care.rules.matching.candidates import candidates
from redvest.care.rules.matching.cost import cost_of
from redvest.care.rules.matching.match import match
from redvest.care.rules.matching.world import World
from redvest.core.least_cost import Ints
from tests.care.rules.matching.worlds import HERE, NEXT, TUESDAY, fits, need, volunteer, world, worlds


def board(asked: World) -> Board:
    return board_of(asked, candidates(asked))


def entries(*at: int) -> Ints:
    return np.array(at, dtype=np.int64)


@settings(max_examples=80, deadline=None)
@given(worlds(), st.data())
def test_a_worse_choice_is_never_proved_to_be_the_best(asked: World, data: st.DataObject) -> None:
    laid, best = board(asked), match(asked)
    pairs = list(zip(laid.candidates.need.tolist(), laid.candidates.volunteer.tolist(), strict=True))
    taken = [at for at in range(len(pairs)) if data.draw(st.booleans())]
    chosen = [pairs[at] for at in taken]
    if not fits(asked, chosen):
        return
    try:
        found = lower_bound(laid, entries(*taken))
    except NotSettled:
        assert cost_of(asked, chosen) > best.cost
    else:
        assert found <= best.cost <= cost_of(asked, chosen)


def test_a_choice_with_a_cheaper_swap_keeps_its_prices_falling() -> None:
    """Each of two goes to the other's door."""
    asked = world([volunteer(), volunteer(cell=NEXT)], [need(), need(cell=NEXT)])
    with pytest.raises(NotSettled):
        prices(board(asked), entries(1, 2))
    assert lower_bound(board(asked), entries(0, 3)) == match(asked).cost


def test_prices_are_what_one_place_more_would_cost() -> None:
    """One nearby, one a kilometre off: a second place at the same need would take the other."""
    asked = world([volunteer(cell=HERE, load=0), volunteer(cell=NEXT, load=0)], [need()])
    more = world([volunteer(cell=HERE, load=0), volunteer(cell=NEXT, load=0)], [need(places=2)])
    found = match(asked)
    assert prices(found.board, found.chosen).tolist() == [match(more).cost - found.cost]


def test_where_nobody_is_left_the_price_is_that_of_an_open_place() -> None:
    found = match(world([volunteer()], [need(places=3)]))
    assert prices(found.board, found.chosen).tolist() == [1_000_000]
    assert bound(found.board, entries(0)) < found.cost == found.bound()


def test_several_turns_of_one_person_are_counted_each_at_its_price() -> None:
    asked = world([volunteer(room=3, load=1)], [need(), need(day=TUESDAY), need(day=0)])
    found = match(asked)
    assert len(found) == 3 and found.bound() == found.cost == 1_500 * (3 + 5 + 7)


def test_a_day_is_given_up_for_a_better_need_and_the_bound_knows() -> None:
    """Two needs on one day, two people; one of them could take both if days did not count."""
    people = [volunteer(room=2), volunteer(room=2, cell=NEXT, load=2)]
    found = match(world(people, [need(), need(cell=NEXT), need(day=TUESDAY)]))
    assert found.board.crowded.tolist() == [True, True, True, True, False, False]
    assert sorted(found.pairs()) == [(0, 0), (1, 1), (2, 0)] and found.bound() == found.cost


def test_nobody_needs_a_node_for_a_day_who_has_room_for_one() -> None:
    assert not board(world([volunteer(), volunteer()], [need(), need()])).crowded.any()


def test_an_empty_board_has_a_bound_of_nothing() -> None:
    assert lower_bound(board(world([], [])), entries()) == 0
    assert lower_bound(board(world([volunteer()], [])), entries()) == 0
    assert lower_bound(board(world([], [need(places=2)])), entries()) == 2_000_000
