"""Tile paths and sizes: every place has one address, and the tiles of a tree hold exactly its hashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core import merkle
from redvest.core.tiles import (
    TilePlace,
    bundle,
    grow,
    hashes_at,
    leaf_hashes,
    place_at,
    reader_of,
    subtree,
    tiles_of,
)

WIDTH = 256
LEVELS = st.one_of(st.none(), st.integers(0, 7))


@given(LEVELS, st.integers(0, 10**12), st.integers(1, WIDTH))
def test_a_place_is_read_back_from_its_path(level: int | None, index: int, width: int) -> None:
    place = TilePlace(level, index, width)

    assert place_at(place.path()) == place
    assert place.full == (width == WIDTH)


@pytest.mark.parametrize(
    ("index", "path"),
    [(0, "0/000"), (999, "0/999"), (1000, "0/x001/000"), (1_234_067, "0/x001/x234/067")],
)
def test_the_numbers_are_written_in_groups_of_three(index: int, path: str) -> None:
    assert TilePlace(0, index).path() == path
    assert TilePlace(0, index, 17).path() == f"{path}.p/17"


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "0/", "0/1", "0/0001", "0/x001", "0/001/000", "64/000", "-1/000",
        "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/300", "0/000.p/01", "0/x000/001",
        "0/000/", "/0/000", "a/000", "0/٠٠٠", "entries/1", "0/000.p/", "0/000.q/3",
    ],
)  # fmt: skip
def test_a_path_that_nobody_would_write_is_no_place(path: str) -> None:
    assert place_at(path) is None


@given(st.integers(0, 10**9), st.integers(0, 4))
def test_a_level_has_one_hash_for_every_complete_subtree(size: int, level: int) -> None:
    assert hashes_at(level, size) == size // WIDTH**level


@given(st.integers(0, 200_000))
def test_the_tiles_of_a_tree_hold_its_hashes_and_no_more(size: int) -> None:
    held: dict[int, int] = {}
    for level, _index, width in tiles_of(size):
        assert 1 <= width <= WIDTH
        held[level] = held.get(level, 0) + width

    assert held == {level: hashes_at(level, size) for level in range(5) if hashes_at(level, size)}


@given(st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_growing_in_steps_gives_the_tree_that_one_step_gives(steps: list[int]) -> None:
    leaves = leaf_hashes([number.to_bytes(32, "big") for number in range(sum(steps))])
    stored: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        return stored.get((level, index), b"")

    size = 0
    for step in steps:
        new = b"".join(leaves[size : size + step])
        stored |= grow(size, new, read)
        size += step

    assert merkle.range_root(reader_of(read), 0, size) == merkle.root(leaves)
    assert {place: len(hashes) // 32 for place, hashes in stored.items()} == {
        (level, index): width for level, index, width in tiles_of(size)
    }


@given(st.integers(1, 600), st.data())
def test_proofs_from_tiles_are_the_proofs_from_leaves(size: int, data: st.DataObject) -> None:
    leaves = leaf_hashes([number.to_bytes(32, "big") for number in range(size)])
    stored = grow(0, b"".join(leaves), lambda level, index: b"")
    node = reader_of(lambda level, index: stored.get((level, index), b""))
    index = data.draw(st.integers(0, size - 1))
    older = data.draw(st.integers(1, size))

    assert merkle.inclusion_path(node, index, size) == merkle.inclusion_proof(leaves, index)
    assert merkle.consistency_path(node, older, size) == merkle.consistency_proof(leaves, older)


def test_a_full_tile_is_one_hash_of_the_level_above() -> None:
    leaves = leaf_hashes([number.to_bytes(32, "big") for number in range(WIDTH)])

    assert subtree(b"".join(leaves)) == merkle.root(leaves)
    assert grow(0, b"".join(leaves), lambda level, index: b"")[1, 0] == merkle.root(leaves)


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_a_bundle_says_how_long_each_entry_is(entries: list[bytes]) -> None:
    written, found = bundle(entries), []
    while written:
        length = int.from_bytes(written[:2], "big")
        found.append(written[2 : 2 + length])
        written = written[2 + length :]

    assert found == entries


def test_leaf_hashes_are_those_of_the_rfc() -> None:
    assert leaf_hashes([b"", b"\x00"]) == [merkle.leaf_hash(b""), merkle.leaf_hash(b"\x00")]
