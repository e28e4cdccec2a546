"""Tiles: their addresses, growing them in any steps, and nodes read from them, against the plain tree and pymerkle."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from redvest.core import merkle, tiles
from redvest.core.tiles import HASH, WIDTH, TilePlace, place_at


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"leaf %d" % number) for number in range(count)]


def grown(*steps: int) -> tuple[dict[tuple[int, int], bytes], list[bytes]]:
    """A tree that grew by so many leaves at a time."""
    stored: dict[tuple[int, int], bytes] = {}
    every = leaves(sum(steps))
    size = 0
    for step in steps:
        block = b"".join(every[size : size + step])
        stored.update(tiles.grow(size, block, lambda level, index: stored[level, index]))
        size += step
    return stored, every


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (TilePlace(0, 0), "0/000"),
        (TilePlace(0, 999), "0/999"),
        (TilePlace(1, 1000, 5), "1/x001/000.p/5"),
        (TilePlace(0, 1234067), "0/x001/x234/067"),
        (TilePlace(None, 67, 255), "entries/067.p/255"),
        (TilePlace(63, 12), "63/012"),
    ],
)
def test_an_address_is_as_the_specification_spells_it(place: TilePlace, path: str) -> None:
    assert place.path() == path
    assert place_at(path) == place


@given(st.none() | st.integers(0, 63), st.integers(0, 10**13), st.integers(1, WIDTH))
def test_every_place_is_found_again(level: int | None, index: int, width: int) -> None:
    place = TilePlace(level, index, width)
    assert place_at(place.path()) == place


@pytest.mark.parametrize(
    "path",
    ["", "0", "0/1", "0/0001", "0/x000/001", "00/001", "64/000", "0/001.p/0", "0/001.p/257", "0/001.p/256", "0/001.p",
     "-1/000", "0/x001", "0/001/", "data/000", "0/٠٠١", "0/001.p/05", "../000"],
)  # fmt: skip
def test_any_other_spelling_is_no_address(path: str) -> None:
    assert place_at(path) is None


@given(st.lists(st.integers(0, 700), min_size=1, max_size=5))
@settings(max_examples=30)
@example([256, 256])
@example([1, 255, 1])
@example([65_536, 1])
def test_growing_in_any_steps_gives_the_tiles_of_the_whole(steps: list[int]) -> None:
    stored, every = grown(*steps)
    assert sorted(stored) == sorted((level, index) for level, index, _ in tiles.tiles_of(len(every)))
    for level, index, width in tiles.tiles_of(len(every)):
        assert len(stored[level, index]) == width * HASH
    root = merkle.range_root(tiles.reader_of(lambda *at: stored[at]), 0, len(every))
    assert root == merkle.root(every)


@given(st.integers(1, 1500), st.data())
@settings(max_examples=25)
def test_proofs_from_tiles_verify_at_every_older_size(size: int, data: st.DataObject) -> None:
    stored, every = grown(size)
    read = tiles.reader_of(lambda *at: stored[at])
    then = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, then - 1))
    then_root, root = merkle.root(every[:then]), merkle.root(every)
    path = merkle.inclusion_path(read, index, then)
    assert merkle.verify_inclusion(every[index], index, then, path, then_root)
    between = merkle.consistency_path(read, then, size)
    assert merkle.verify_consistency(then, size, then_root, root, between)


def test_appending_touches_one_tile_a_level() -> None:
    stored, every = grown(66_000)
    read: list[tuple[int, int]] = []

    def recall(level: int, index: int) -> bytes:
        read.append((level, index))
        return stored[level, index]

    changed = tiles.grow(len(every), merkle.leaf_hash(b"one more"), recall)
    assert len(changed) == 1 and len(read) == 1
    assert (
        len(tiles.grow(65_535, every[65_535], lambda *at: stored[at])) == 3
    )  # a leaf that fills every level


@pytest.mark.parametrize(("leaf", "size"), [(0, 1), (300, 70_000), (69_999, 70_000), (0, 70_000)])
def test_a_proof_reads_only_tiles_above_its_leaf_and_the_edge(leaf: int, size: int) -> None:
    stored, _every = grown(size)
    known = {*tiles.tiles_over(leaf, size), *tiles.tiles_over(size - 1, size)}
    read = tiles.reader_of(lambda *at: stored[at] if at in known else pytest.fail(f"{at} was read"))
    assert merkle.inclusion_path(read, leaf, size) is not None
    assert merkle.range_root(read, 0, size)


def test_a_tile_that_is_too_short_is_no_subtree() -> None:
    stored, _every = grown(5)
    read = tiles.reader_of(lambda *at: stored[at])
    with pytest.raises(IndexError):
        read(3, 0)
    with pytest.raises(IndexError):
        read(0, 5)


def test_bundles_carry_lengths() -> None:
    assert tiles.bundle([b"ab", b"c"]) == b"\x00\x02ab\x00\x01c"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 255, 256, 257, 600])
def test_an_independent_implementation_agrees(size: int) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for number in range(size):
        oracle.append_entry(b"leaf %d" % number)
    stored, every = grown(size)
    read = tiles.reader_of(lambda *at: stored[at])
    assert merkle.range_root(read, 0, size) == oracle.get_root()
    for index in {0, size // 2, size - 1}:
        assert merkle.verify_inclusion(
            every[index], index, size, merkle.inclusion_path(read, index, size), oracle.get_root()
        )
    for then in {1, size // 2, size} - {0}:
        path = merkle.consistency_path(read, then, size)
        assert merkle.verify_consistency(then, size, oracle.get_root(then), oracle.get_root(), path)
