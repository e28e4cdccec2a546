"""Reading a group's names as people type and paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.party import read_lines

NUMBER = "360522104471"


@pytest.mark.parametrize(
    "line",
    [
        "360522104471 李明霞",
        "3605 2210 4471  李明霞",
        "3605-2210-4471，李明霞",
        "３６０５２２１０４４７１ 李明霞",
        "  360522104471\t李明霞  ",
        "360522104471李明霞",
        "360522104471：李明霞",
    ],
)
def test_however_it_is_typed(line: str) -> None:
    assert read_lines(line).people == ((NUMBER, "李明霞"),)


def test_empty_lines_do_not_count_and_somebody_twice_is_meant_once() -> None:
    read = read_lines(f"\n{NUMBER} 李明霞\n\n3605 2210 4471 李明霞\n")
    assert (len(read.people), read.odd) == (1, ())


def test_lines_that_say_nothing_are_named_by_their_number() -> None:
    read = read_lines(f"李明霞\n{NUMBER} 买买提·艾力\n{NUMBER[:5]}\n\n???")
    assert read.people == ((NUMBER, "买买提·艾力"),)
    assert read.odd == (1, 3, 5)


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_named(text: str) -> None:
    read = read_lines(text)
    assert all(number.isdigit() and name.strip() == name and name for number, name in read.people)
