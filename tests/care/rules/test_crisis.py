"""Passes that are read over a radio, who is of age, and sums that add up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.crisis_errors import BirthDayWrong
from redvest.care.rules.crisis import (
    NeedsCount,
    PeopleCount,
    day_of_birth,
    expires,
    is_minor,
    new_pass,
    read_pass,
)
from tests.factories.registry import NOW

TODAY = date(2026, 3, 5)


def test_a_new_pass_reads_as_itself_however_it_is_typed() -> None:
    for _ in range(200):
        code = new_pass()
        assert read_pass(code) == code
        assert read_pass(f" {code[:3].lower()}-{code[3:]} ") == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("A1B0C2", "A1B0C2"),
        ("alboc2", "A1B0C2"),
        ("Ａ１Ｂ０Ｃ２", "A1B0C2"),
        ("https://x.cn/crisis/pass/A1B0C2", "A1B0C2"),
        ("A1B0C", ""),
        ("A1B0C22", ""),
        ("139000", ""),
        ("老王", ""),
        ("", ""),
    ],
)
def test_what_is_read_for_a_pass(typed: str, read: str) -> None:
    assert read_pass(typed) == read


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_pass_or_nothing(typed: str) -> None:
    read = read_pass(typed)
    assert read == "" or read_pass(read) == read


@pytest.mark.parametrize(
    "typed", ["19900517", "1990-5-17", "1990年5月17日", "1990/05/17", "１９９００５１７"]
)
def test_a_birthday_however_it_is_typed(typed: str) -> None:
    assert day_of_birth(typed, TODAY) == date(1990, 5, 17)


@pytest.mark.parametrize("typed", ["", "老王", "1990", "20260306", "19991332", "18500101", "90-5-17"])
def test_what_is_no_birthday(typed: str) -> None:
    with pytest.raises(BirthDayWrong):
        day_of_birth(typed, TODAY)


@pytest.mark.parametrize(
    ("born", "minor"),
    [
        (date(2008, 3, 5), False),
        (date(2008, 3, 6), True),
        (date(2020, 1, 1), True),
        (date(2008, 2, 29), False),
        (date(1950, 1, 1), False),
    ],
)
def test_one_is_of_age_on_the_birthday(born: date, minor: bool) -> None:
    assert is_minor(born, TODAY, 18) is minor


@given(st.dates(date(1920, 1, 1), date(2025, 1, 1)), st.integers(0, 40_000))
def test_nobody_becomes_a_minor_again(born: date, days: int) -> None:
    today = date(2026, 3, 5)
    later = min(today + timedelta(days=days), date(2130, 1, 1))
    assert not (is_minor(born, later, 18) and not is_minor(born, today, 18))


def test_a_word_holds_for_so_many_hours() -> None:
    assert expires(NOW, 6) - NOW == timedelta(hours=6)


def test_sums_that_add_up_and_some_that_do_not() -> None:
    assert PeopleCount(registered=6, never_came=1, out_there=2, left=3).adds_up
    assert not PeopleCount(registered=6, never_came=1, out_there=2, left=2).adds_up
    assert NeedsCount(3, {"new": 1, "met": 2}).adds_up
    assert not NeedsCount(4, {"new": 1, "met": 2}).adds_up
