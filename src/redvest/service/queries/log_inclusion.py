"""Whether entries are in the public log: each leaf's way up to the root of the latest signed head, from the tiles."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from redvest.core.merkle import NodeReader, inclusion_path, leaf_hash, root, verify_inclusion
from redvest.service.models import HoursEntry, LogHead, LogTile, PersonSalt
from redvest.service.queries.erasure import soundly_erased
from redvest.service.queries.log import facts_of, leaf_indexes
from redvest.service.rules.ledger import commitment

HASH = 32
HEIGHT = 8  # levels of the tree in one tile (C2SP tlog-tiles)


def unproven(city: str, entry_ids: Collection[UUID]) -> tuple[list[UUID], list[UUID]]:
    """The entries that are not under the latest head yet, and those that are not what was logged.

    An entry must be there and still be what it committed to (of a person who was erased: what the erasure found), and
    its leaf must lead to the head's root.
    """
    head = LogHead.objects.filter(city=city).order_by("-id").first()
    waiting: list[UUID] = []
    read = tile_reader(city)
    entries = list(HoursEntry.objects.filter(pk__in=entry_ids))
    people = {entry.volunteer_id for entry in entries}
    salts = dict(PersonSalt.objects.filter(pk__in=people).values_list("pk", "salt"))
    indexes = leaf_indexes([entry.pk for entry in entries])
    sound = {who: soundly_erased(who) for who in people - salts.keys()}
    wrong = list(set(entry_ids) - {entry.pk for entry in entries})
    for entry in entries:
        salt, index = salts.get(entry.volunteer_id), indexes.get(entry.pk)
        if not _is_what_it_was(entry, salt, sound):
            wrong.append(entry.pk)
        elif head is None or index is None or index >= head.size:
            waiting.append(entry.pk)
        elif not _leads_up(read, bytes(entry.commitment), index, head):
            wrong.append(entry.pk)
    return waiting, wrong


def _is_what_it_was(entry: HoursEntry, salt: bytes | memoryview | None, sound: dict[UUID, bool]) -> bool:
    if salt is None:
        return sound[entry.volunteer_id]
    return commitment(bytes(salt), facts_of(entry)) == bytes(entry.commitment)


def _leads_up(read: NodeReader, committed: bytes, index: int, head: LogHead) -> bool:
    try:
        path = inclusion_path(read, index, head.size)
    except IndexError:  # a tile is missing or too short
        return False
    return verify_inclusion(leaf_hash(committed), index, head.size, path, bytes(head.root))


def tile_reader(city: str) -> NodeReader:
    """Complete subtrees from the stored tiles, each tile read once. Raises IndexError where there is none."""
    kept: dict[tuple[int, int], bytes] = {}

    def tile(level: int, index: int) -> bytes:
        if (level, index) not in kept:
            rows = LogTile.objects.filter(city=city, level=level, index=index)
            kept[level, index] = bytes(rows.values_list("hashes", flat=True).first() or b"")
        return kept[level, index]

    def read(level: int, index: int) -> bytes:
        row, inside = divmod(level, HEIGHT)
        first, width = index << inside, 1 << inside
        hashes = tile(row, first >> HEIGHT)
        start = first % (1 << HEIGHT)
        if len(hashes) < (start + width) * HASH:
            raise IndexError("no complete subtree there")
        return root(hashes[HASH * each : HASH * each + HASH] for each in range(start, start + width))

    return read
