"""The RFC 9162 Merkle tree: hashing, inclusion and consistency proofs, and their verification.

Pure arithmetic over bytes. Where leaves and nodes are stored, and who signs a head, is decided elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256().digest()

# Answers the hash of the complete subtree over leaves [index << level, (index + 1) << level).
NodeReader = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf; the prefix keeps leaves and nodes from being taken for each other."""
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a growing tree: appending and the root cost O(log n) without reading old leaves.

    `peaks` holds the roots of the complete subtrees from left (largest) to right (smallest).
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.peaks) != self.size.bit_count():
            raise ValueError("a frontier has one peak for each set bit of its size")

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier after several more leaf hashes, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            grown, remaining = leaf, size
            while remaining & 1:
                grown = node_hash(peaks.pop(), grown)
                remaining >>= 1
            peaks.append(grown)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The root hash of the tree of this size."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result


def root(leaves: Iterable[bytes]) -> bytes:
    """The root hash over leaf hashes, in order."""
    return Frontier().extend(leaves).root()


def reader_over(leaves: Sequence[bytes]) -> NodeReader:
    """A node reader that computes complete subtrees from a list of leaf hashes."""

    def read(level: int, index: int) -> bytes:
        start, end = index << level, (index + 1) << level
        if not 0 <= start < end <= len(leaves):
            raise IndexError("no complete subtree there")
        return root(leaves[start:end])

    return read


def range_root(read: NodeReader, start: int, end: int) -> bytes:
    """The root over leaves [start, end), whose left halves must be complete subtrees of the whole."""
    width = end - start
    if width <= 0:
        return EMPTY_ROOT
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return read(level, start >> level)
    middle = start + _left_width(width)
    return node_hash(range_root(read, start, middle), range_root(read, middle, end))


def inclusion_path(read: NodeReader, index: int, size: int) -> list[bytes]:
    """The proof that leaf `index` is in the tree of `size` leaves, reading only stored complete subtrees."""
    if not 0 <= index < size:
        raise IndexError("the leaf is not in a tree of this size")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left_width(end - start)
        if index < middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start = middle
    path.reverse()
    return path


def consistency_path(read: NodeReader, first: int, second: int) -> list[bytes]:
    """The proof that the tree of `first` leaves is a prefix of the tree of `second` leaves."""
    if not 0 <= first <= second:
        raise IndexError("the older tree must not be larger than the newer one")
    if first in (0, second):
        return []
    path: list[bytes] = []
    start, end, whole = 0, second, True
    while first != end:
        middle = start + _left_width(end - start)
        if first <= middle:
            path.append(range_root(read, middle, end))
            end = middle
        else:
            path.append(range_root(read, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(range_root(read, start, end))
    path.reverse()
    return path


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion proof of leaf `index` in the tree over all the given leaf hashes."""
    return inclusion_path(reader_over(leaves), index, len(leaves))


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The proof that the first `first` of the given leaf hashes are a prefix of all of them."""
    return consistency_path(reader_over(leaves), first, len(leaves))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether the leaf hash is at `index` of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            result = node_hash(sibling, result)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and hmac.compare_digest(result, expected_root)


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the older tree is a prefix of the newer one (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and hmac.compare_digest(first_root, second_root)
    if first == 0:
        return not proof and hmac.compare_digest(first_root, EMPTY_ROOT)
    steps = list(proof) if first & (first - 1) else [first_root, *proof]
    if not steps:
        return False
    old, new = first - 1, second - 1
    while old & 1:
        old, new = old >> 1, new >> 1
    old_root = new_root = steps[0]
    for step in steps[1:]:
        if new == 0:
            return False
        if old & 1 or old == new:
            old_root, new_root = node_hash(step, old_root), node_hash(step, new_root)
            while not old & 1 and old:
                old, new = old >> 1, new >> 1
        else:
            new_root = node_hash(new_root, step)
        old, new = old >> 1, new >> 1
    return (
        new == 0 and hmac.compare_digest(old_root, first_root) and hmac.compare_digest(new_root, second_root)
    )


def _left_width(width: int) -> int:
    """The largest power of two smaller than the width: where RFC 9162 splits a tree."""
    return 1 << ((width - 1).bit_length() - 1)
