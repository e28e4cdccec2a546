"""The tree of a log cut into tiles of 256 hashes: their addresses, reading nodes out of them, and growing them.

C2SP tlog-tiles: a tile of level L holds the roots of complete subtrees of height 8·L, side by side; only the last
of a level is shorter than 256. Pure arithmetic over bytes; where tiles are stored is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from redvest.core.merkle import LEAF_PREFIX, NODE_PREFIX, NodeReader

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
FULL = WIDTH * HASH
HIGHEST_LEVEL = 63
_PLACE = re.compile(
    r"(?P<level>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/)*\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII
)

# Answers the bytes of a stored tile: its hashes side by side, at least as many as the tree has there.
TileReader = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class TilePlace:
    """Where a tile is. ``level`` is None for a bundle of entries; ``width`` is 256 for a full one."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def full(self) -> bool:
        return self.width == WIDTH

    def path(self) -> str:
        """The address below ``tile/``, such as ``0/x001/x234/067.p/5``."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level is None else str(self.level)
        return f"{level}/{name}" + ("" if self.full else f".p/{self.width}")


def place_at(path: str) -> TilePlace | None:
    """The place that an address below ``tile/`` means, or None when it is no address of a tile."""
    found = _PLACE.fullmatch(path)
    if found is None:
        return None
    level = None if found["level"] == "entries" else int(found["level"])
    place = TilePlace(
        level, int(found["index"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH)
    )
    if (level or 0) > HIGHEST_LEVEL or place.width > WIDTH or place.path() != path:
        return None  # one address for a tile, and no other spelling
    return place


def hashes_at(level: int, size: int) -> int:
    """How many hashes the tiles of a level hold together in a tree of this size."""
    return size >> (HEIGHT * level)


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile (level, index, width) of a tree of this size, level by level."""
    level = 0
    while count := hashes_at(level, size):
        for index in range(-(-count // WIDTH)):
            yield level, index, min(WIDTH, count - index * WIDTH)
        level += 1


def tiles_over(leaf: int, size: int) -> Iterator[tuple[int, int]]:
    """The tiles (level, index) above one leaf of a tree of this size: those that its proofs are read from."""
    level = 0
    while hashes_at(level, size):
        yield level, leaf >> (HEIGHT * (level + 1))
        level += 1


def leaf_hashes(commitments: Sequence[bytes]) -> list[bytes]:
    """The leaf hashes of many leaves' data (RFC 9162, 2.1.1)."""
    return [sha256(LEAF_PREFIX + data).digest() for data in commitments]


def subtree(hashes: bytes) -> bytes:
    """The root over hashes side by side; their number must be a power of two."""
    while len(hashes) > HASH:
        hashes = b"".join(
            [
                sha256(NODE_PREFIX + hashes[at : at + 2 * HASH]).digest()
                for at in range(0, len(hashes), 2 * HASH)
            ]
        )
    return hashes


def grow(size: int, leaves: bytes, read: TileReader) -> dict[tuple[int, int], bytes]:
    """The tiles that change when leaf hashes (side by side) are appended to a tree of ``size`` leaves.

    Reads at most the last tile of each level; the answer has the new content of each by (level, index).
    """
    changed: dict[tuple[int, int], bytes] = {}
    level, fresh = 0, leaves
    while fresh:
        before = hashes_at(level, size)
        index, held = divmod(before, WIDTH)
        if held:
            fresh = read(level, index)[: held * HASH] + fresh
        above: list[bytes] = []
        for at in range(0, len(fresh), FULL):
            tile = fresh[at : at + FULL]
            changed[level, index] = tile
            index += 1
            if len(tile) == FULL:
                above.append(subtree(tile))
        level, fresh = level + 1, b"".join(above)
    return changed


def reader_of(read: TileReader, *, kept: int = 4096) -> NodeReader:
    """A node reader for ``core.merkle`` over stored tiles; it remembers the last ``kept`` nodes it made."""

    @lru_cache(maxsize=kept)
    def node(level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        first = index << inner
        tile = read(tile_level, first >> HEIGHT)
        begins = (first % WIDTH) * HASH
        hashes = tile[begins : begins + (HASH << inner)]
        if len(hashes) != HASH << inner:
            raise IndexError("no complete subtree there")
        return subtree(hashes)

    return node


def bundle(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries as it is served: each with its length in two bytes before it."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
