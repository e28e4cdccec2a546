"""Pasted lists and how far a batch has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.batch import Progress, numbers_in

NUMBERS = st.lists(st.from_regex(r"[0-9]{12}", fullmatch=True), unique=True)


def test_numbers_are_found_beside_whatever_stands_on_their_line() -> None:
    text = "李明霞 360522104471\n3605 2210 4472　王芳\n\n三年级二班\n360522104471,重复\n1 2 3"
    assert numbers_in(text) == (["360522104471", "360522104472"], ["三年级二班", "1 2 3"])


@given(NUMBERS)
def test_a_clean_list_comes_back_as_it_is(numbers: list[str]) -> None:
    assert numbers_in("\n".join(numbers)) == (numbers, [])


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    numbers, _ = numbers_in(text)
    assert all(len(each) == 12 for each in numbers)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_a_hundred_percent_means_that_everybody_has_an_answer(
    issued: int, refused: int, waiting: int
) -> None:
    found = Progress(issued + refused + waiting, issued, refused)
    assert found.waiting == waiting
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (waiting == 0)
