"""Whether a salt that is gone was taken away as it should be: the log says so, and what stayed behind is what it was."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from redvest.service.choices import EntryKind
from redvest.service.models import HoursEntry
from redvest.service.queries.log_rows import CANONICAL
from redvest.service.rules.ledger import digest_of

# Of two erasures of one person (which the ledger never writes) the first counts.
_LEFT = f"""
SELECT {CANONICAL} FROM service_hoursentry e WHERE e.volunteer_id = %s AND e.kind <> 'erasure' ORDER BY e.id
"""  # noqa: S608 - put together from constants


def left_behind(volunteer_id: UUID) -> str:
    """The digest of a person's entries as they are now, the erasure itself apart."""
    return digest_of(_texts(volunteer_id))


def _texts(volunteer_id: UUID) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [volunteer_id])
        while rows := cursor.fetchmany(1000):
            yield from (text.encode() for (text,) in rows)


def erasures_of(city: str) -> dict[UUID, HoursEntry]:
    """The erasures of a city by person, the first of each."""
    found: dict[UUID, HoursEntry] = {}
    for entry in HoursEntry.objects.filter(city=city, kind=EntryKind.ERASURE).order_by("recorded_at", "id"):
        found.setdefault(entry.volunteer_id, entry)
    return found


def soundly_erased(volunteer_id: UUID) -> bool:
    """Whether the log holds the person's erasure, and their entries are still what it found."""
    rows = HoursEntry.objects.filter(volunteer_id=volunteer_id, kind=EntryKind.ERASURE)
    said = rows.order_by("recorded_at", "id").first()
    return said is not None and said.source == left_behind(volunteer_id)
