"""The 24 codes: there and back for every choice, whole rows and columns, holidays, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.profile_errors import SlotsWrong
from redvest.registry.rules.availability import ALL, CODES, DAYS, PARTS, decode, encode, is_free, widened

choices = st.sets(st.sampled_from(CODES))


def test_there_are_eight_days_of_three_parts() -> None:
    assert len(CODES) == len(set(CODES)) == 24
    assert encode(CODES) == ALL == 2**24 - 1
    assert encode([]) == 0 and decode(0) == ()


@given(choices)
def test_every_choice_comes_back_in_the_order_of_the_week(chosen: set[str]) -> None:
    back = decode(encode(chosen))
    assert set(back) == chosen
    assert list(back) == sorted(back, key=CODES.index)


@given(st.integers(min_value=0, max_value=ALL))
def test_every_number_of_24_bits_is_a_choice(mask: int) -> None:
    assert encode(decode(mask)) == mask


@given(choices, choices)
def test_saying_it_twice_or_in_two_parts_changes_nothing(one: set[str], two: set[str]) -> None:
    assert encode([*one, *two, *one]) == encode(one) | encode(two)


@given(choices, st.sets(st.sampled_from(DAYS)), st.sets(st.sampled_from(PARTS)))
def test_whole_days_and_weeks_only_add(chosen: set[str], days: set[str], parts: set[str]) -> None:
    wide = set(widened(chosen, days, parts))
    assert chosen <= wide
    for code in set(CODES) - chosen:
        day, part = code.split("-")
        assert (code in wide) is (day in days or part in parts)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(PARTS), st.booleans(), choices)
def test_a_holiday_is_asked_as_one(day: date, part: str, holiday: bool, chosen: set[str]) -> None:
    name = "holiday" if holiday else DAYS[day.weekday()]
    assert is_free(encode(chosen), day, part, holiday=holiday) is (f"{name}-{part}" in chosen)


def test_the_week_begins_on_monday() -> None:
    monday = date(2026, 3, 2)
    for ahead, name in enumerate(DAYS[:7]):
        assert is_free(encode([f"{name}-evening"]), monday + timedelta(ahead), "evening", holiday=False)


@pytest.mark.parametrize("codes", [["mon"], ["mon-night"], ["-"], ["MON-morning"], [""], ["mon-morning "]])
def test_what_is_no_cell_is_refused(codes: list[str]) -> None:
    with pytest.raises(SlotsWrong):
        encode(codes)


@pytest.mark.parametrize("mask", [-1, ALL + 1, 2**40])
def test_a_number_of_other_bits_is_refused(mask: int) -> None:
    with pytest.raises(SlotsWrong):
        decode(mask)


def test_an_unknown_row_is_refused() -> None:
    with pytest.raises(SlotsWrong):
        widened([], ["someday"], [])
    with pytest.raises(SlotsWrong):
        widened([], [], ["night"])
