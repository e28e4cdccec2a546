"""The Merkle tree against published vectors, a plain reading of the RFC, and every proof of small trees."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core import merkle

# The leaves and roots that Certificate Transparency implementations have tested against since RFC 6962.
KNOWN_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashes(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"leaf %d" % number) for number in range(count)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def flipped(digest: bytes) -> bytes:
    return bytes([digest[0] ^ 1]) + digest[1:]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    leaves = [merkle.leaf_hash(data) for data in KNOWN_LEAVES[:size]]
    assert merkle.root(leaves).hex() == KNOWN_ROOTS[size]


@given(st.integers(0, 200))
def test_root_follows_the_recursive_definition(size: int) -> None:
    assert merkle.root(hashes(size)) == plain_root(hashes(size))


@given(st.lists(st.integers(0, 40), max_size=5))
def test_a_frontier_grown_in_pieces_has_the_root_of_the_whole(pieces: list[int]) -> None:
    leaves = hashes(sum(pieces))
    frontier, at = merkle.Frontier(), 0
    for piece in pieces:
        frontier = frontier.extend(leaves[at : at + piece])
        at += piece
    assert frontier.size == len(leaves)
    assert frontier.root() == merkle.root(leaves)


def test_appending_one_leaf_changes_the_root_every_time() -> None:
    frontier, roots = merkle.Frontier(), [merkle.EMPTY_ROOT]
    for leaf in hashes(40):
        frontier = frontier.append(leaf)
        roots.append(frontier.root())
    assert all(before != after for before, after in pairwise(roots))
    assert len(set(roots)) == len(roots)


def test_a_frontier_that_lost_a_peak_is_refused() -> None:
    frontier = merkle.Frontier().extend(hashes(7))
    with pytest.raises(ValueError, match="peak"):
        merkle.Frontier(frontier.size, frontier.peaks[:-1])


@pytest.mark.parametrize("size", range(1, 34))
def test_every_inclusion_proof_verifies(size: int) -> None:
    leaves = hashes(size)
    root = merkle.root(leaves)
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, index)
        assert merkle.verify_inclusion(leaf, index, size, proof, root)
        assert len(proof) <= (size - 1).bit_length()


@given(st.data(), st.integers(2, 80))
def test_an_altered_inclusion_proof_fails(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    root = merkle.root(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(leaves, index)
    broken = data.draw(st.integers(0, len(proof) - 1))
    altered = [flipped(step) if at == broken else step for at, step in enumerate(proof)]
    assert not merkle.verify_inclusion(flipped(leaves[index]), index, size, proof, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, altered, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, proof[:-1], root)
    assert not merkle.verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not merkle.verify_inclusion(leaves[index], index, size, proof, flipped(root))
    other = data.draw(st.integers(0, size - 1).filter(lambda candidate: candidate != index))
    assert not merkle.verify_inclusion(leaves[index], other, size, proof, root)


@given(st.data(), st.integers(1, 60))
def test_any_altered_leaf_breaks_the_proofs_against_the_old_root(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    root = merkle.root(leaves)
    broken = data.draw(st.integers(0, size - 1))
    leaves[broken] = merkle.leaf_hash(b"rewritten")
    assert merkle.root(leaves) != root
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, index)
        assert not merkle.verify_inclusion(leaf, index, size, proof, root)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    leaves = hashes(5)
    for index in (-1, 5):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(leaves, index)
        assert not merkle.verify_inclusion(leaves[0], index, 5, [], merkle.root(leaves))


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    leaves = hashes(2)
    assert merkle.leaf_hash(leaves[0] + leaves[1]) != merkle.node_hash(leaves[0], leaves[1])


@pytest.mark.parametrize("second", range(1, 26))
def test_every_consistency_proof_verifies(second: int) -> None:
    leaves = hashes(second)
    new_root = merkle.root(leaves)
    for first in range(second + 1):
        proof = merkle.consistency_proof(leaves, first)
        old_root = merkle.root(leaves[:first])
        assert merkle.verify_consistency(first, second, old_root, new_root, proof)


@given(st.data(), st.integers(2, 60))
def test_an_altered_consistency_proof_fails(data: st.DataObject, second: int) -> None:
    leaves = hashes(second)
    first = data.draw(st.integers(1, second - 1))
    old_root, new_root = merkle.root(leaves[:first]), merkle.root(leaves)
    proof = merkle.consistency_proof(leaves, first)
    for broken in range(len(proof)):
        altered = [flipped(step) if at == broken else step for at, step in enumerate(proof)]
        assert not merkle.verify_consistency(first, second, old_root, new_root, altered)
    assert not merkle.verify_consistency(first, second, flipped(old_root), new_root, proof)
    assert not merkle.verify_consistency(first, second, old_root, flipped(new_root), proof)
    assert not merkle.verify_consistency(first, second, old_root, new_root, proof[:-1])
    assert not merkle.verify_consistency(first, second, old_root, new_root, [*proof, new_root])


@given(st.data(), st.integers(2, 40))
def test_a_rewritten_past_cannot_be_proven_consistent(data: st.DataObject, second: int) -> None:
    leaves = hashes(second)
    first = data.draw(st.integers(1, second - 1))
    old_root = merkle.root(leaves[:first])
    leaves[data.draw(st.integers(0, first - 1))] = merkle.leaf_hash(b"rewritten")
    proof = merkle.consistency_proof(leaves, first)
    assert not merkle.verify_consistency(first, second, old_root, merkle.root(leaves), proof)


@pytest.mark.parametrize(("first", "second"), [(2, 4), (3, 5), (4, 6), (1, 8)])
def test_a_true_proof_under_a_false_size_fails(first: int, second: int) -> None:
    leaves = hashes(second)
    old_root, new_root = merkle.root(leaves[:first]), merkle.root(leaves)
    proof = merkle.consistency_proof(leaves, first)
    assert not merkle.verify_consistency(first, 4 * second, old_root, new_root, proof)
    path = merkle.inclusion_proof(leaves, 0)
    assert not merkle.verify_inclusion(leaves[0], 0, 4 * second, path, new_root)


def test_consistency_at_the_edges() -> None:
    leaves = hashes(4)
    root = merkle.root(leaves)
    assert merkle.verify_consistency(4, 4, root, root, [])
    assert not merkle.verify_consistency(4, 4, root, flipped(root), [])
    assert not merkle.verify_consistency(4, 4, root, root, [root])
    assert merkle.verify_consistency(0, 4, merkle.EMPTY_ROOT, root, [])
    assert not merkle.verify_consistency(0, 4, root, root, [])
    assert not merkle.verify_consistency(5, 4, root, root, [])
    assert not merkle.verify_consistency(3, 4, merkle.root(leaves[:3]), root, [])
    with pytest.raises(IndexError):
        merkle.consistency_proof(leaves, 5)


@given(st.data(), st.integers(1, 100))
def test_stored_subtrees_give_the_same_proofs(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    stored = {(0, index): leaf for index, leaf in enumerate(leaves)}
    for level in range(1, size.bit_length()):
        for index in range(size >> level):
            below = stored[level - 1, 2 * index], stored[level - 1, 2 * index + 1]
            stored[level, index] = merkle.node_hash(*below)

    def read(level: int, index: int) -> bytes:
        return stored[level, index]

    index = data.draw(st.integers(0, size - 1))
    assert merkle.range_root(read, 0, size) == merkle.root(leaves)
    assert merkle.inclusion_path(read, index, size) == merkle.inclusion_proof(leaves, index)
    assert merkle.consistency_path(read, index, size) == merkle.consistency_proof(leaves, index)


def test_a_reader_refuses_incomplete_subtrees() -> None:
    read = merkle.reader_over(hashes(5))
    assert read(2, 0) == merkle.root(hashes(4))
    with pytest.raises(IndexError):
        read(2, 1)
