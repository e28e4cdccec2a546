"""The bits of a status list: what is set is set, and nothing else, whatever the list."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.status_list import BrokenStatusList, bit, entry, list_address, pack

SIZE = 131_072  # 16 kB of bits: the least that the recommendation allows, so that nobody can be singled out
INDEXES = st.sets(st.integers(0, SIZE - 1), max_size=40)


@given(INDEXES, st.integers(0, SIZE - 1))
def test_a_bit_is_set_for_the_revoked_and_for_nobody_else(revoked: set[int], asked: int) -> None:
    assert bit(pack(revoked, SIZE), asked) == (asked in revoked)


@given(INDEXES)
def test_every_revoked_one_is_found(revoked: set[int]) -> None:
    packed = pack(revoked, SIZE)

    assert all(bit(packed, index) for index in revoked)


@given(INDEXES)
def test_the_order_of_revoking_makes_no_difference(revoked: set[int]) -> None:
    assert pack(sorted(revoked), SIZE) == pack(sorted(revoked, reverse=True), SIZE)


@pytest.mark.parametrize("index", [0, 1, 7, 8, SIZE - 1])
def test_neighbours_are_left_alone(index: int) -> None:
    packed = pack([index], SIZE)

    assert bit(packed, index)
    assert not any(bit(packed, other) for other in (index - 1, index + 1) if 0 <= other < SIZE)


def test_an_empty_list_is_small() -> None:
    assert len(pack([], SIZE)) < 200
    assert len(gzip.compress(bytes(SIZE // 8))) < 200


@pytest.mark.parametrize(
    "text", ["", "u", "x" + "A" * 20, "uAAAA", "u!!!!", pack([1], SIZE)[1:], pack([1], SIZE)[:-9]]
)
def test_a_broken_list_is_refused(text: str) -> None:
    with pytest.raises(BrokenStatusList):
        bit(text, 1)


@pytest.mark.parametrize("index", [-1, SIZE, SIZE * 10])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(BrokenStatusList):
        bit(pack([1], SIZE), index)


@given(st.integers(1, 10_000), st.integers(0, SIZE - 1))
def test_an_entry_points_at_its_list_and_its_bit(number: int, index: int) -> None:
    told = entry("https://vest.example", number, index)

    assert told["statusListCredential"] == list_address("https://vest.example", number)
    assert told["statusListIndex"] == str(index)
    assert told["statusPurpose"] == "revocation"
    assert told["type"] == "BitstringStatusListEntry"
