"""What a board knows before anything is solved: room in days and weeks, pairs, and what one more shift may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from redvest.service.rules.roster.board import PLENTY, board_of
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.hands import Hands
from redvest.service.rules.roster.problem import Problem, Terms
from tests.service.rules.roster.worlds import at, person, problem, problems, shift

HOUR = timedelta(hours=1)


def test_without_limits_there_is_room_for_everything() -> None:
    board = board_of(problem([shift("a"), shift("b", 8)], [person("p"), person("q")]))
    assert (board.day_room == PLENTY).all() and (board.week_room == PLENTY).all()
    assert board.week.tolist() == [0, 1] and board.day.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("held", "hours", "room"),
    [
        ((), 3, 2),  # eight hours hold two of three hours
        ((), 10, 1),  # one that is longer by itself is nobody's breach
        (((at(0, 18), at(0, 20)),), 3, 2),
        (((at(0, 18), at(0, 22)),), 3, 1),
        (((at(0, 15), at(0, 23)),), 3, 0),
    ],
)
def test_what_is_left_of_a_day(held: tuple, hours: int, room: int) -> None:  # type: ignore[type-arg]
    asked = problem(
        [shift("a", hour=8, hours=hours)], [person("p", held=held)], terms=Terms(daily_minutes=480)
    )
    assert board_of(asked).day_room.tolist() == [[room]]


def test_what_is_left_of_a_week() -> None:
    people = [
        person("p"),
        person("q", held=((at(1, 9), at(1, 10)),)),
        person("r", held=((at(-1, 9), at(-1, 10)),)),
    ]
    board = board_of(problem([shift("a"), shift("b", 7)], people, terms=Terms(most_week=2)))
    assert board.week_room.tolist() == [[2, 2], [1, 2], [2, 2]]


def test_who_serves_together_comes_into_question_only_where_both_do() -> None:
    shifts = [
        shift("both", need=2),
        shift("narrow", need=1),
        shift("one", 1, need=2, papers=frozenset({"card"})),
    ]
    people = [person("p", papers={"card": None}), person("q"), person("r", papers={"card": None})]
    board = board_of(problem(shifts, people, together=(("p", "q"),)))
    assert board.grid.may.tolist() == [[True, False, False], [True, False, False], [True, True, True]]
    alone = board_of(problem(shifts, people, together=(("p", "gone"),)))
    assert not alone.grid.may[0].any()  # with somebody out of reach they serve nowhere
    there = problem(shifts, people, together=(("p", "gone"),), settled=frozenset({("gone", "narrow")}))
    assert board_of(there).grid.may[0].tolist() == [False, True, False]


def test_former_and_locked_choices_are_cheap() -> None:
    asked = problem(
        [shift("a"), shift("b", 1)], [person("p")], previous=frozenset({("p", "a"), ("gone", "a")}),
        locked=frozenset({("p", "b"), ("gone", "b")}),
    )  # fmt: skip
    board = board_of(asked)
    assert board.cost[0, 0] == board.grid.price[0, 0] - 200 and board.kept == 400
    assert board.locked.tolist() == [[False, True]]


@pytest.mark.parametrize(
    ("terms", "first", "then", "fits"),
    [
        (Terms(), shift("a"), shift("b", hour=12), True),
        (Terms(), shift("a"), shift("b", hour=11), False),
        (Terms(rest_minutes=60), shift("a"), shift("b", hour=12), True),
        (Terms(rest_minutes=120), shift("a"), shift("b", hour=13), False),
        (Terms(travel_minutes=30), shift("a"), shift("b", hour=12, place="车站"), False),
        (Terms(daily_minutes=300), shift("a"), shift("b", hour=18), False),
        (Terms(daily_minutes=300), shift("a"), shift("b", 1), True),
        (Terms(most_week=1), shift("a"), shift("b", 6), False),
        (Terms(most_week=1), shift("a"), shift("b", 7), True),
        (Terms(most_running=1), shift("a"), shift("b", 1), False),
        (Terms(most_running=1), shift("a"), shift("b", 2), True),
    ],
)  # fmt: skip
def test_one_more_shift(terms: Terms, first: object, then: object, fits: bool) -> None:
    hands = Hands(board_of(problem([first, then], [person("p")], terms=terms)))  # type: ignore[list-item]
    assert hands.fits(0, 0)
    hands.take(0, 0)
    assert hands.fits(0, 1) is fits
    hands.put_back(0, 0)
    assert hands.fits(0, 1)


def test_room_is_counted() -> None:
    hands = Hands(board_of(problem([shift("a", need=2)], [person("p"), person("q")])))
    assert hands.has_room(0, 2) and not hands.has_room(0, 3)
    hands.take(0, 0)
    assert hands.has_room(0) and not hands.has_room(0, 2) and not hands.fits(0, 0)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_what_fits_step_by_step_breaks_nothing_in_the_end(drawn: Problem) -> None:
    alone = replace(drawn, together=(), apart=())
    hands = Hands(board_of(alone))
    chosen = set()
    for row, who in enumerate(alone.people):
        for column, what in enumerate(alone.shifts):
            if hands.has_room(column) and hands.fits(row, column):
                hands.take(row, column)
                chosen.add((who.key, what.key))
    assert not breaches(alone, chosen)
    for who in alone.people:
        for column, what in enumerate(alone.shifts):
            if hands.has_room(column) and (who.key, what.key) not in chosen:
                assert breaches(alone, {*chosen, (who.key, what.key)})
