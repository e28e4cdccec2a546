"""Pairing codes and names of kiosks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.kiosk import (
    CODE_DIGITS,
    LONGEST_NAME,
    KioskNameMissing,
    checked_kiosk_name,
    new_code,
    plain_code,
)


def test_codes_are_digits_of_one_length_and_differ() -> None:
    codes = {new_code() for _n in range(50)}
    assert len(codes) > 40
    assert all(len(code) == CODE_DIGITS and code.isascii() and code.isdigit() for code in codes)


@pytest.mark.parametrize("typed", ["12345678", "1234 5678", "１２３４５６７８", "1234-5678 "])
def test_a_code_reads_the_same_however_it_is_typed(typed: str) -> None:
    assert plain_code(typed) == "12345678"


@given(st.text(max_size=80))
def test_a_name_is_short_and_says_something_or_is_refused(raw: str) -> None:
    try:
        name = checked_kiosk_name(raw)
    except KioskNameMissing:
        assert not raw.split()
    else:
        assert 0 < len(name) <= LONGEST_NAME
