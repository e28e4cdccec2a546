"""Lines of paper forms as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.crisis_errors import PaperLineWrong
from redvest.care.rules.crisis_paper import PaperLine, lines_of, moments, read_line
from redvest.core.clock import CHINA


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("王小路 13812345678 19900517", PaperLine("王小路", "13812345678", "19900517")),
        ("王小路，13812345678，1990-5-17", PaperLine("王小路", "13812345678", "1990-5-17")),
        (
            "王小路\t138-1234-5678\t19900517 8:30",
            PaperLine("王小路", "138-1234-5678", "19900517", time(8, 30)),
        ),
        (
            "John Smith 13812345678 19900517 08：30 17点05分",
            PaperLine("John Smith", "13812345678", "19900517", time(8, 30), time(17, 5)),
        ),
        ("王小路 １３８１２３４５６７８ 19900517", PaperLine("王小路", "13812345678", "19900517")),
    ],
)
def test_what_a_line_says(line: str, read: PaperLine) -> None:
    assert read_line(line) == read


@pytest.mark.parametrize(
    "line",
    [
        "",
        "王小路",
        "13812345678 19900517",
        "王小路 13812345678",
        "王小路 13812345678 19900517 会驾船",
        "王小路 13812345678 19900517 08:00 09:00 10:00",
    ],
)
def test_what_is_no_line(line: str) -> None:
    with pytest.raises(PaperLineWrong):
        read_line(line)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_line_or_refused(line: str) -> None:
    try:
        assert read_line(line).name
    except PaperLineWrong:
        return


def test_lines_without_the_empty_ones() -> None:
    assert lines_of(" a  b \n\n \r\nc") == ["a b", "c"]


def test_who_leaves_after_midnight_left_on_the_next_day() -> None:
    on = date(2026, 7, 18)
    assert moments(on, time(20, 0), time(4, 0)) == (
        datetime(2026, 7, 18, 20, 0, tzinfo=CHINA),
        datetime(2026, 7, 19, 4, 0, tzinfo=CHINA),
    )
    assert moments(on, time(8, 0), None) == (datetime(2026, 7, 18, 8, 0, tzinfo=CHINA), None)
