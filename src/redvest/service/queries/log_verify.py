"""The verification of a log: everything recomputed from the database, and held against every head ever signed.

One pass over the leaves in blocks, in one snapshot, so that it runs beside the live site in constant memory.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from redvest.core import tiles
from redvest.core.db.moment import one_moment
from redvest.core.merkle import LEAF_PREFIX
from redvest.core.tiles import FULL, HASH, WIDTH
from redvest.service.choices import LogFault
from redvest.service.queries.erasure import erasures_of, left_behind
from redvest.service.queries.log import sealed_size
from redvest.service.queries.log_journal import journal_size
from redvest.service.queries.log_rows import (
    LeafRow,
    entries_nowhere,
    leaf_count,
    leaf_rows,
    stored_tiles,
    upper_tiles,
    waiting_for_nothing,
)
from redvest.service.queries.log_signed import SignedHeads, checkpoint_of
from redvest.service.rules.log import Fault, Faults

BLOCK = 32 * WIDTH
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. ``erased`` leaves could only be held against their commitments."""

    city: str
    size: int
    root: str
    heads: int
    journal: int
    erased: int
    faults: list[Fault]
    faults_total: int

    @property
    def held(self) -> bool:
        return not self.faults_total


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf's entry, and its hash from the entry's commitment: empty where the entry is gone."""

    entry: bytes
    hash: bytes


@dataclass
class _Tree:
    """The tree as the stored leaf hashes say it is: upper tiles whole, of the lowest level only what was replaced."""

    city: str
    forgotten: Collection[UUID] = ()
    built: dict[tuple[int, int], bytes] = field(default_factory=dict)
    replaced: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    erased: int = 0

    def append(self, hashes: bytes) -> None:
        self.built.update(tiles.grow(self.size, hashes, lambda *at: self.built[at]))
        self.size += len(hashes) // HASH
        for key in [key for key, tile in self.built.items() if key[0] == 0 and len(tile) == FULL]:
            del self.built[key]

    def tile(self, level: int, index: int) -> bytes:
        found = self.built.get((level, index)) or (self.replaced.get(index) if level == 0 else None)
        if found is None and level == 0:
            found = stored_tiles(self.city, 0, index, index + 1).get(index)
        if found is None:
            raise IndexError("no such tile")
        return found


def verify_log(city: str, *, against: str | None = None, progress: Tell | None = None) -> Verdict:
    """Recompute the whole log of a city. ``against``: a checkpoint kept outside. Raises CheckpointUnreadable."""
    kept = checkpoint_of(against) if against is not None else None
    journal_bytes = journal_size(
        city
    )  # before the snapshot: what the journal has by now, the snapshot has, too
    with one_moment():
        erasures = erasures_of(city)
        faults, tree = Faults(), _Tree(city, erasures.keys())
        size = max(leaf_count(city), sealed_size(city))
        for begins in range(0, size, BLOCK):
            _block(tree, faults, begins, min(begins + BLOCK, size))
            if progress:
                progress(tree.size, size)
        _upper(tree, faults)
        for person, said in erasures.items():
            if said.source != left_behind(person):
                faults.add(LogFault.ERASED_CHANGED, entry=said.pk)
        for key in entries_nowhere(city, faults.room):
            faults.add(LogFault.UNSEALED, entry=key)
        for key in waiting_for_nothing(city, faults.room):
            faults.add(LogFault.PENDING_GONE, entry=key)
        signed = SignedHeads(city, size, tiles.reader_of(tree.tile, kept=65_536), faults)
        heads, journal = signed.check(journal_bytes)
        if kept is not None:
            signed.check_outside(kept)
        root = signed.root_at(size)
    return Verdict(
        city, size, root.hex() if root else "", heads, journal, tree.erased, faults.named, faults.total
    )


def _block(tree: _Tree, faults: Faults, begins: int, ends: int) -> None:
    """Hold the leaves [begins, ends) against their entries and against the stored tiles."""
    rows = leaf_rows(tree.city, begins, ends)
    wanted = _hashes(tree, rows, faults)
    stored = stored_tiles(tree.city, 0, begins // WIDTH, -(-ends // WIDTH))
    whole = b"".join(wanted)
    if len(rows) == ends - begins and len(whole) == len(rows) * HASH and whole == b"".join(stored.values()):
        tree.append(whole)
        return
    leaves = {row[0]: _Leaf(bytes(row[1]), own) for row, own in zip(rows, wanted, strict=True)}
    for at in range(begins, ends, WIDTH):
        width = min(WIDTH, ends - at)
        tree.append(_settle(tree, faults, at, width, stored.get(at // WIDTH, b""), leaves))


def _hashes(tree: _Tree, rows: list[LeafRow], faults: Faults) -> list[bytes]:
    """The leaf hash of each row, empty where its entry is gone; names the entries that were changed."""
    digest, found = hmac.digest, []
    for index, key, text, commitment, salt, person in rows:
        if text is None or commitment is None:
            faults.add(LogFault.MISSING_ENTRY, leaf=index, entry=UUID(bytes=bytes(key)))
            found.append(b"")
            continue
        if salt is None:
            # A salt does not go by itself: without the word of the log, whoever took it away wants to hide something.
            if person in tree.forgotten:
                tree.erased += 1
            else:
                faults.add(LogFault.SALT_GONE, leaf=index, entry=UUID(bytes=bytes(key)))
        elif sha256(digest(salt, key, "sha256") + text.encode()).digest() != commitment:
            faults.add(LogFault.CHANGED, leaf=index, entry=UUID(bytes=bytes(key)))
        found.append(sha256(LEAF_PREFIX + commitment).digest())
    return found


def _settle(
    tree: _Tree, faults: Faults, begins: int, width: int, there: bytes, leaves: dict[int, _Leaf]
) -> bytes:
    """One tile against its leaves: where they differ, says which was changed; returns the hashes to go on with."""
    tile, span = begins // WIDTH, range(begins, begins + width)
    again = [leaves[leaf].hash if leaf in leaves else b"" for leaf in span]
    for leaf in span:
        if leaf not in leaves:
            faults.add(LogFault.MISSING_LEAF, leaf=leaf)
    if len(there) != width * HASH or _tile_was_changed(tree, tile, there, again):
        faults.add(LogFault.TILE, about=tiles.TilePlace(0, tile, width).path())
        held = there.ljust(width * HASH, b"\0")
        truth = b"".join(own or held[at * HASH : (at + 1) * HASH] for at, own in enumerate(again))
        tree.replaced[tile] = truth
        return truth
    for at, leaf in enumerate(span):
        if again[at] and again[at] != there[at * HASH : (at + 1) * HASH]:
            faults.add(LogFault.CHANGED, leaf=leaf, entry=UUID(bytes=leaves[leaf].entry))
    return there


def _tile_was_changed(tree: _Tree, tile: int, there: bytes, again: list[bytes]) -> bool:
    """Whether the tile above agrees with the entries and not with this tile. Only a full tile has one above it."""
    if len(there) != FULL or not all(again):
        return False
    index, at = divmod(tile, WIDTH)
    above = stored_tiles(tree.city, 1, index, index + 1).get(index, b"")[at * HASH : (at + 1) * HASH]
    return above == tiles.subtree(b"".join(again)) != tiles.subtree(there)


def _upper(tree: _Tree, faults: Faults) -> None:
    """Hold every stored tile above the leaves against the tree that was built anew."""
    built = {key: tile for key, tile in tree.built.items() if key[0] > 0}
    for level, index, hashes in upper_tiles(tree.city):
        if built.pop((level, index), None) != hashes:
            faults.add(LogFault.TILE, about=f"{level}/{index}")
    for level, index in built:
        faults.add(LogFault.TILE, about=f"{level}/{index}")
