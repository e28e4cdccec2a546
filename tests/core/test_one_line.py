"""Typed text as one line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.core.one_line import one_line


def test_breaks_nul_and_runs_of_spaces_go() -> None:
    assert one_line("  雨天\x00的\r\n 红\u3000马甲\t") == "雨天的 红 马甲"
    assert one_line("\x00 \n") == ""


@given(st.text())
def test_a_line_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line and "\n" not in line and "\x00" not in line
    assert line == line.strip()
