"""Which entries of a ledger belong to one story: a record, the void that took it back, the correction that came with it.

Pure. A correction and the void before it are written in one transaction with one time; that is what links them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.service.choices import EntryKind


@dataclass(frozen=True, slots=True)
class Link:
    """What of an entry says to which others it belongs."""

    id: UUID
    kind: str
    voids_id: UUID | None
    recorded_at: datetime


def chain(entries: Sequence[Link], start: UUID) -> list[UUID]:
    """The entries of one story in the order in which they were written: all that lead to ``start``, and from it."""
    by_id = {entry.id: entry for entry in entries}
    void_of = {entry.voids_id: entry for entry in entries if entry.kind == EntryKind.VOID}
    first = by_id[start]
    if first.voids_id in by_id:
        first = by_id[first.voids_id]
    while (before := _corrected_by(first, entries)) is not None and before in by_id:
        first = by_id[before]
    story, entry = [first.id], first
    while (void := void_of.get(entry.id)) is not None:
        story.append(void.id)
        following = _following(void, entries)
        if following is None or following.id in story:
            break
        story.append(following.id)
        entry = following
    return story


def _corrected_by(entry: Link, entries: Sequence[Link]) -> UUID | None:
    """The entry that a correction took the place of."""
    if entry.kind != EntryKind.CORRECTION:
        return None
    voids = [e for e in entries if e.kind == EntryKind.VOID and e.recorded_at == entry.recorded_at]
    return voids[0].voids_id if len(voids) == 1 else None


def _following(void: Link, entries: Sequence[Link]) -> Link | None:
    found = [e for e in entries if e.kind == EntryKind.CORRECTION and e.recorded_at == void.recorded_at]
    return found[0] if len(found) == 1 else None
