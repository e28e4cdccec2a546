"""Lists that people paste, how long a training counts, and reasons worth the name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.named_list import ListedPerson, read_list, repeated_lines
from redvest.service.rules.training import checked_reason, expires_on
from redvest.service.training_errors import ReasonNeeded

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_blank_lines_are_left_out_and_lines_keep_the_number_that_people_see() -> None:
    found = read_list("\n360522104471 李明霞\n\n  \n360522104472\n")

    assert [person.line for person in found] == [2, 5]
    assert [person.name for person in found] == ["李明霞", ""]


@pytest.mark.parametrize("text", ["", "\n\n", "   \r\n \t ", "\x00"])
def test_an_empty_list_names_nobody(text: str) -> None:
    assert read_list(text) == []


@given(st.text(max_size=200))
def test_whatever_is_pasted_no_line_is_lost(text: str) -> None:
    found = read_list(text)
    said = [line for line in text.replace("\x00", "").splitlines() if line.strip()]

    assert [person.text for person in found] == [line.strip() for line in said]
    assert [person.line for person in found] == sorted({person.line for person in found})


@given(st.lists(st.sampled_from(["", "1", "2", "3"]), max_size=12))
def test_who_is_named_again_points_to_where_they_were_named_first(numbers: list[str]) -> None:
    people = [ListedPerson(line, number, number, "") for line, number in enumerate(numbers, start=1)]
    again = repeated_lines(people)

    for line, first in again.items():
        assert first < line
        assert numbers[first - 1] == numbers[line - 1] != ""
        assert numbers.index(numbers[line - 1]) == first - 1
    assert len(again) == sum(1 for n in numbers if n) - len({n for n in numbers if n})


@given(DAYS)
def test_a_training_for_good_never_expires(on: date) -> None:
    assert expires_on(on, None) is None


@given(DAYS, st.integers(1, 120))
def test_a_training_counts_about_as_many_months_as_it_says(on: date, months: int) -> None:
    last = expires_on(on, months)

    assert last is not None
    assert 27 * months <= (last - on).days + 1 <= 31 * months + 1


@given(DAYS, st.integers(1, 60))
def test_a_later_training_never_expires_earlier(on: date, months: int) -> None:
    today, tomorrow = expires_on(on, months), expires_on(on + timedelta(days=1), months)

    assert today is not None and tomorrow is not None
    assert today <= tomorrow


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 6), 12, date(2027, 3, 5)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_the_last_day_by_the_calendar(on: date, months: int, last: date) -> None:
    assert expires_on(on, months) == last


@pytest.mark.parametrize("reason", ["", "   ", "记错", "a b", "\n\t记\n错"])
def test_a_reason_of_two_or_three_characters_is_none(reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        checked_reason(reason)


@given(st.text(max_size=400))
def test_a_reason_is_one_line_that_fits(reason: str) -> None:
    try:
        said = checked_reason(reason)
    except ReasonNeeded:
        assert len(" ".join(reason.split())) < 4
        return
    assert 4 <= len(said) <= 200
    assert "\n" not in said
    assert said == " ".join(reason.split())[:200]
