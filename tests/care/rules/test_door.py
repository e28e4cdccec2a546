"""The code on a door."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.door import SIGNED, is_signed, read_door, write_door


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_what_was_written_is_read(grid: UUID, truth: bytes) -> None:
    code = write_door(grid, truth)
    read = read_door(code)
    assert read is not None and read[0] == grid and is_signed(read[1], truth)
    assert len(code) == 34 and "=" not in code


@given(st.uuids(), st.binary(min_size=32, max_size=32), st.integers(0, 8 * SIGNED - 1))
def test_one_other_bit_is_not_signed(grid: UUID, truth: bytes, bit: int) -> None:
    signature = bytearray(truth[:SIGNED])
    signature[bit // 8] ^= 1 << bit % 8
    assert not is_signed(bytes(signature), truth)


@pytest.mark.parametrize("code", ["", "abc", "=" * 34, "天" * 34, "A" * 33, "A" * 35, "!" * 34])
def test_anything_else_is_no_code(code: str) -> None:
    assert read_door(code) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_fall_over(code: str) -> None:
    read_door(code)
