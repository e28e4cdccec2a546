"""Reads of the transparency log: its newest head, its keys, where an entry stands in it, what still waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from redvest.core.notes import VerifierKey, parse_checkpoint, parse_note
from redvest.core.tiles import HASH, WIDTH
from redvest.service.models import (
    HoursEntry,
    LogCheck,
    LogCosignature,
    LogHead,
    LogKey,
    LogLeaf,
    LogPending,
    LogTile,
)
from redvest.service.rules.ledger import EntryFacts


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A key of the log as outsiders read it."""

    verifier: VerifierKey
    key: LogKey
    current: bool


def origin_of(city: str) -> str:
    """The name under which a city's log signs (the first line of its checkpoints)."""
    if city == settings.REDVEST_CITY and settings.REDVEST_LOG_ORIGIN:
        return str(settings.REDVEST_LOG_ORIGIN)
    return f"redvest/{city}"


def latest_head(city: str) -> LogHead | None:
    """The newest signed head, with its key."""
    return LogHead.objects.filter(city=city).select_related("key").order_by("-id").first()


def head_origin(head: LogHead) -> str:
    """The name in a head's own checkpoint: a log keeps its old heads when it is renamed."""
    return parse_checkpoint(parse_note(head.checkpoint).text).origin


def served_checkpoint(head: LogHead) -> str:
    """A head's checkpoint with the witnesses' cosignatures of the same tree, the newest of each."""
    rows = LogCosignature.objects.filter(head__city=head.city, head__size=head.size, head__root=head.root)
    lines = {row.witness: row.line for row in rows.order_by("received_at", "id")}
    return head.checkpoint + "".join(lines[witness] for witness in sorted(lines))


def witnesses_of(head: LogHead) -> list[str]:
    """Who has cosigned the tree of this head."""
    rows = LogCosignature.objects.filter(head__city=head.city, head__size=head.size, head__root=head.root)
    return sorted(set(rows.values_list("witness", flat=True)))


def published_keys(city: str) -> list[PublishedKey]:
    """Every key that ever signed, the newest first. Retired ones stay: old heads are theirs."""
    name = origin_of(city)
    rows = LogKey.objects.filter(city=city).order_by("-created_at", "-id")
    return [PublishedKey(VerifierKey(name, bytes(row.public)), row, row.retired_at is None) for row in rows]


def sealed_size(city: str) -> int:
    """How many leaves the stored tiles hold."""
    last = (
        LogTile.objects.filter(city=city, level=0).order_by("-index").values_list("index", "hashes").first()
    )
    return 0 if last is None else int(last[0]) * WIDTH + len(bytes(last[1])) // HASH


def waiting(city: str) -> int:
    """How many entries wait for their leaf."""
    return LogPending.objects.filter(city=city).count()


def cities_with_waiting() -> list[str]:
    """Every city that has entries to seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT city FROM service_logpending ORDER BY city")
        return [row[0] for row in cursor.fetchall()]


def last_check(city: str) -> LogCheck | None:
    """The newest verification."""
    return LogCheck.objects.filter(city=city).order_by("-at", "-id").first()


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
