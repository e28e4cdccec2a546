"""Reads of the transparency log."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from redvest.service.models import HoursEntry, LogLeaf
from redvest.service.rules.ledger import EntryFacts


def leaf_indexes(entry_ids: Collection[UUID]) -> dict[UUID, int]:
    """The leaf index of each entry that is sealed already; the others are simply missing."""
    rows = LogLeaf.objects.filter(pk__in=entry_ids).values_list("entry_id", "index")
    return dict(rows)


def facts_of(entry: HoursEntry) -> EntryFacts:
    """The facts that an entry commits to, as the table holds them now."""
    return EntryFacts(
        id=entry.pk, city=entry.city, volunteer_id=entry.volunteer_id, body_id=entry.body_id,
        activity_id=entry.activity_id, title=entry.title, kind=entry.kind, voids_id=entry.voids_id,
        service_on=entry.service_on, starts_at=entry.starts_at, ends_at=entry.ends_at, minutes=entry.minutes,
        grade=entry.grade, proofs=tuple(entry.proofs), recorded_at=entry.recorded_at, region_path=entry.region_path,
        reason=entry.reason, recorded_by_id=entry.recorded_by_id, second_officer_id=entry.second_officer_id,
        mark=entry.mark, source=entry.source,
    )  # fmt: skip
