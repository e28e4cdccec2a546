"""Pictures that look alike: every pair that is close, also among ten thousand."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.rules.duplicate_picture import alike_pictures, distance, signed, unsigned

BITS = st.integers(min_value=0, max_value=(1 << 64) - 1)


class TestPairs:
    @given(st.lists(BITS, max_size=40), st.integers(min_value=0, max_value=20))
    def test_every_pair_as_the_plain_comparison_says(self, found: list[int], close: int) -> None:
        wanted = {
            (at, later, distance(one, found[later]))
            for at, one in enumerate(found)
            for later in range(at + 1, len(found))
            if distance(one, found[later]) <= close
        }
        assert set(alike_pictures(found, close=close)) == wanted

    def test_ten_thousand_pictures(self) -> None:
        dice = random.Random(1)
        found = [dice.getrandbits(64) for _ in range(9_990)]
        found += [each ^ 0b1011 for each in found[:10]]
        assert {(one, other) for one, other, _apart in alike_pictures(found)} == {
            (at, 9_990 + at) for at in range(10)
        }

    def test_a_thousand_copies_of_one_picture_fill_no_memory(self) -> None:
        assert len(alike_pictures([12345] * 1000, most=500)) == 500

    @given(BITS)
    def test_as_the_database_keeps_it(self, bits: int) -> None:
        kept = signed(bits)
        assert kept is not None and -(1 << 63) <= kept < 1 << 63 and unsigned(kept) == bits

    def test_nothing_is_kept_as_nothing(self) -> None:
        assert signed(None) is None and alike_pictures([]) == []
