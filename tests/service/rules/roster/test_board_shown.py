"""A problem as arrays: room of a day and a week, what former and locked choices are worth, pairs where both could be."""

from __future__ import annotations

import numpy as np

from redvest.service.rules.roster.board import LOCKED, PLENTY, board_of
from redvest.service.rules.roster.clash import clashes, groups, numbered, weeks_of
from redvest.service.rules.roster.problem import Terms, Wish
from tests.service.rules.roster.worlds import MONDAY, at, person, problem, shift


def test_without_limits_there_is_plenty_of_room() -> None:
    board = board_of(problem([shift("s"), shift("t", 8)], [person("a")]))
    assert board.day_room.tolist() == [[PLENTY, PLENTY]] and board.week_room.tolist() == [[PLENTY, PLENTY]]


def test_a_day_has_room_by_its_shortest_shift() -> None:
    shifts = [shift("s", hours=2), shift("t", hour=14, hours=4), shift("u", 1, hours=4)]
    busy = person("b", held=((at(0, 19), at(0, 22)),))
    board = board_of(problem(shifts, [person("a"), busy], terms=Terms(daily_minutes=480)))
    assert board.day_room.tolist() == [[4, 2], [2, 2]]


def test_a_shift_longer_than_the_limit_still_has_room_alone() -> None:
    board = board_of(problem([shift("long", hours=10)], [person("a")], terms=Terms(daily_minutes=480)))
    assert board.day_room.tolist() == [[1]]


def test_a_week_has_room_less_what_is_planned_there() -> None:
    held = ((at(0, 18), at(0, 19)), (at(2, 18), at(2, 19)), (at(3, 18), at(3, 19)))
    people = [person("a"), person("b", held=held[:1]), person("c", held=held)]
    board = board_of(problem([shift("s", 1), shift("t", 7)], people, terms=Terms(most_week=2)))
    assert board.week_room.tolist() == [[2, 2], [1, 2], [0, 2]]


def test_former_choices_are_worth_their_weight_and_locked_ones_everything() -> None:
    asked = problem(
        [shift("s"), shift("t", 1)], [person("a"), person("b")], previous=frozenset({("a", "s"), ("gone", "s")}),
        locked=frozenset({("b", "t"), ("b", "old")}),
    )  # fmt: skip
    board = board_of(asked)
    assert (board.cost - board.grid.price).tolist() == [[-200, 0], [0, -LOCKED]]
    assert board.locked.tolist() == [[False, False], [False, True]]
    assert board.kept == 400  # both former choices, though one person is gone


def test_a_lock_that_cannot_stay_is_none() -> None:
    asked = problem([shift("s")], [person("a", wishes={"s": Wish.CANNOT})], locked=frozenset({("a", "s")}))
    assert not board_of(asked).locked.any()


def test_two_together_come_into_question_where_both_do_and_there_is_room() -> None:
    shifts = [shift("both", need=2), shift("single", 1), shift("one-cannot", 2, need=2)]
    people = [person("a"), person("b", wishes={"one-cannot": Wish.CANNOT}), person("c")]
    board = board_of(problem(shifts, people, together=(("a", "b"),)))
    assert board.grid.may.tolist() == [[True, False, False], [True, False, False], [True, True, True]]
    alone = board_of(problem(shifts, people, together=(("a", "away"),)))
    assert alone.grid.may[0].tolist() == [False, False, False]


def test_a_shift_where_the_mate_is_settled_stays_open_for_the_other() -> None:
    asked = problem([shift("s")], [person("a")], together=(("a", "b"),), settled=frozenset({("b", "s")}))
    assert board_of(asked).grid.may.tolist() == [[True]]


def test_clashes_are_symmetric_and_nothing_clashes_with_itself() -> None:
    shifts = [shift(f"s{n}", n % 2, 8 + n, place="公园" if n % 3 else "车站") for n in range(6)]
    found = clashes(shifts, Terms(rest_minutes=120, travel_minutes=60))
    assert (found == found.T).all() and not found.diagonal().any()


def test_what_follows_at_once_in_one_place_is_no_clash_even_with_rest() -> None:
    pair = [shift("s", hour=9), shift("t", hour=12)]
    assert not clashes(pair, Terms(rest_minutes=720, travel_minutes=240)).any()
    elsewhere = [pair[0], shift("t", hour=12, place="车站")]
    assert clashes(elsewhere, Terms(travel_minutes=1)).tolist() == [[False, True], [True, False]]


def test_groups_do_not_reach_over_days_and_days_are_numbered_in_order() -> None:
    shifts = [shift("b", 1), shift("a", 0), shift("c", 0, 10)]
    group = groups(shifts, clashes(shifts, Terms()))
    assert group[1] == group[2] != group[0]
    number, days = numbered([at(1, 9).date(), at(0, 9).date(), at(1, 9).date()])
    assert number.tolist() == [1, 0, 1] and days == [MONDAY, at(1, 0).date()]
    assert weeks_of([at(6, 9).date(), at(7, 9).date()]) == [MONDAY, at(7, 0).date()]
    assert np.unique(group).tolist() == [0, 1]
