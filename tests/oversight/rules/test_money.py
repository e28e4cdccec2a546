"""Yuan as people type them and fen as the house keeps them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.oversight.rules.money import (
    EMPTY,
    FINER,
    LARGE,
    MOST_FEN,
    NEGATIVE,
    UNIT,
    BadAmount,
    fen_typed,
    yuan,
)

SENTENCE = "金额看不懂。请写成元，例如 12000 或 12,000.50。"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12,000.50", 12_000_50), ("12000", 12_000_00), ("12000.5", 12_000_50), ("0.01", 1), ("0", 0), (" 800 元", 800_00),
        ("¥1,234,567.89", 1_234_567_89), ("１２，０００．５０", 12_000_50), ("12000.", 12_000_00), ("007", 7_00),
    ],
)  # fmt: skip
def test_yuan_are_read_as_people_write_them(text: str, fen: int) -> None:
    assert fen_typed(text) == fen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", EMPTY), ("  ", EMPTY), ("元", EMPTY), ("1.2万", UNIT), ("1.2w", UNIT), ("3千", UNIT), ("1.234", FINER),
        ("-5", NEGATIVE), ("−5", NEGATIVE), ("9" * 30, LARGE), ("10000000000000", LARGE), ("1,2,3", SENTENCE),
        ("1e5", SENTENCE), ("12,00", SENTENCE), ("十二", SENTENCE), ("1.2.3", SENTENCE), (".5", SENTENCE), ("12 000", SENTENCE),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_told_apart(text: str, sentence: str) -> None:
    with pytest.raises(BadAmount) as refused:
        fen_typed(text)
    assert refused.value.source == sentence


@given(st.integers(min_value=0, max_value=MOST_FEN))
def test_what_is_shown_reads_back(fen: int) -> None:
    assert fen_typed(yuan(fen)) == fen


def test_fen_are_shown_only_where_there_are_any() -> None:
    assert [yuan(each) for each in (0, 5, 100, 12_000_50, 1_234_567_00, -30_05)] == [
        "0", "0.05", "1", "12,000.50", "1,234,567", "-30.05",
    ]  # fmt: skip
