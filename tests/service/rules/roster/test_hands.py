"""Step by step: whether one more shift fits into what somebody has, and that putting it back undoes taking it."""

from __future__ import annotations

from redvest.service.rules.roster.board import board_of
from redvest.service.rules.roster.hands import Hands
from redvest.service.rules.roster.problem import Person, Shift, Terms, Wish
from tests.service.rules.roster.worlds import at, person, problem, shift


def hands(shifts: list[Shift], who: Person | None = None, **terms: int) -> Hands:
    return Hands(board_of(problem(shifts, [who or person("a")], terms=Terms(**terms))))


def test_nobody_takes_a_shift_twice_or_one_they_may_not_have() -> None:
    held = hands([shift("s", need=2), shift("no", 1)], person("a", wishes={"no": Wish.CANNOT}))
    assert held.fits(0, 0) and not held.fits(0, 1)
    held.take(0, 0)
    assert not held.fits(0, 0)
    held.put_back(0, 0)
    assert held.fits(0, 0) and held.taken == [0, 0]


def test_places_run_out_and_come_back() -> None:
    held = hands([shift("s", need=2)])
    assert held.has_room(0, 2) and not held.has_room(0, 3)
    held.take(0, 0)
    assert held.has_room(0) and not held.has_room(0, 2)
    held.put_back(0, 0)
    assert held.has_room(0, 2)


def test_what_clashes_does_not_fit_beside_it() -> None:
    held = hands([shift("s"), shift("same", hour=11), shift("far", hour=12, place="车站")], travel_minutes=30)
    held.take(0, 0)
    assert not held.fits(0, 1) and not held.fits(0, 2)
    held.put_back(0, 0)
    held.take(0, 2)
    assert not held.fits(0, 0)


def test_minutes_of_a_day_add_up_with_other_plans() -> None:
    shifts = [shift("s", hour=9, hours=3), shift("t", hour=14, hours=3), shift("u", 1)]
    held = hands(shifts, daily_minutes=360)
    held.take(0, 0)
    assert held.fits(0, 1)
    planned = hands(shifts, person("a", held=((at(0, 19), at(0, 20)),)), daily_minutes=360)
    planned.take(0, 0)
    assert not planned.fits(0, 1) and planned.fits(0, 2)


def test_a_long_day_alone_fits_and_nothing_beside_it() -> None:
    held = hands([shift("long", hour=8, hours=9), shift("short", hour=18, hours=1)], daily_minutes=240)
    assert held.fits(0, 0)
    held.take(0, 0)
    assert not held.fits(0, 1)
    held.put_back(0, 0)
    held.take(0, 1)
    assert not held.fits(0, 0)


def test_a_night_counts_on_both_its_days() -> None:
    held = hands([shift("night", hour=22, hours=6), shift("next", 1, 10, hours=3)], daily_minutes=400)
    held.take(0, 0)
    assert not held.fits(0, 1)  # four hours after midnight and three in the morning
    looser = hands([shift("night", hour=22, hours=6), shift("next", 1, 10, hours=3)], daily_minutes=420)
    looser.take(0, 0)
    assert looser.fits(0, 1)


def test_a_week_holds_so_many_and_the_next_one_again() -> None:
    held = hands([shift(f"d{day}", day) for day in (0, 2, 6, 7)], most_week=2)
    held.take(0, 0)
    held.take(0, 1)
    assert not held.fits(0, 2) and held.fits(0, 3)


def test_a_gap_of_one_day_may_not_be_closed_when_it_makes_the_row_too_long() -> None:
    held = hands([shift(f"d{day}", day) for day in range(4)], most_running=2)
    held.take(0, 0)
    held.take(0, 2)
    assert not held.fits(0, 1) and held.fits(0, 3)
    planned = hands(
        [shift("d1", 1)], person("a", held=((at(0, 9), at(0, 10)), (at(2, 9), at(2, 10)))), most_running=2
    )
    assert not planned.fits(0, 0)
