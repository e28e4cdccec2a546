"""Which of many pictures look alike, by the 64 bits of how each looks (``core/picture_reading.py``). Pure.

Every pair is compared, 64 bits at a time, without bands: a hundred million pairs (10,000 pictures) take less than a second,
and nothing is missed where many drawings leave the same white margins.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

CLOSE = 6  # bits
_BLOCK = 512


def distance(one: int, other: int) -> int:
    """In how many of the 64 places two pictures differ."""
    return (one ^ other).bit_count()


def alike_pictures(
    looks: Sequence[int], *, close: int = CLOSE, most: int = 20_000
) -> list[tuple[int, int, int]]:
    """Pairs by their places in the list, the earlier first, and in how many bits they differ; the closest ``most``."""
    bits = np.array(looks, dtype=np.uint64)
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(bits), _BLOCK):
        rows = bits[start : start + _BLOCK]
        apart = np.bitwise_count(rows[:, None] ^ bits[None, start:])
        first, second = np.nonzero(apart <= close)
        later = second > first
        first, second = first[later], second[later]
        found.extend(
            zip(
                (first + start).tolist(),
                (second + start).tolist(),
                apart[first, second].tolist(),
                strict=True,
            )
        )
    return sorted(found, key=lambda each: (each[2], each[0], each[1]))[:most]


def signed(looks: int | None) -> int | None:
    """As the database keeps it: a whole number of 64 bits with a sign."""
    return None if looks is None else looks - (1 << 64) if looks >= 1 << 63 else looks


def unsigned(kept: int) -> int:
    """The bits of what the database kept."""
    return kept + (1 << 64) if kept < 0 else kept
