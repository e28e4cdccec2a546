"""A sealed log for tests, and ways to tamper with it as a database superuser would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from redvest.core.identifiers import uuid7
from redvest.service.actions.log import beat
from redvest.service.actions.log_journal import write_journal
from redvest.service.models import HoursEntry, PersonSalt
from redvest.service.queries.log import facts_of
from redvest.service.rules.ledger import commitment
from tests.factories.registry import NOW, make_body, make_volunteer
from tests.factories.service import make_entry

CITY = "360500"
GUARDED = ("service_hoursentry", "service_logleaf", "service_loghead")


def make_entries(count: int, *, at: datetime = NOW) -> list[HoursEntry]:
    """So many entries of three people, none of them at the same time as another."""
    body, people = make_body(), [make_volunteer() for _ in range(3)]
    return [
        make_entry(
            volunteer=people[number % 3], body=body, minutes=60 + number, starts_at=at - timedelta(hours=3 * number + 4),
            at=at + timedelta(seconds=number),
        )
        for number in range(count)
    ]  # fmt: skip


def sealed_log(*sizes: int) -> list[HoursEntry]:
    """A log that grew by so many entries at a time, each with a signed head; returns the entries in leaf order."""
    entries: list[HoursEntry] = []
    for turn, size in enumerate(sizes):
        at = NOW + timedelta(hours=turn)
        entries += make_entries(size, at=at)
        beat(city=CITY, at=at + timedelta(minutes=30))
    write_journal(city=CITY)  # a test's own transaction never commits
    return entries


def copies(entry: HoursEntry, count: int) -> None:
    """So many more entries like this one, under new ids with fitting commitments, straight into the table."""
    salt = bytes(PersonSalt.objects.get(volunteer=entry.volunteer_id).salt)
    rows = []
    for _ in range(count):
        row = HoursEntry(
            **{field.attname: getattr(entry, field.attname) for field in HoursEntry._meta.fields}
        )
        row.pk = uuid7()
        row.commitment = commitment(salt, facts_of(row))
        rows.append(row)
    HoursEntry.objects.bulk_create(rows, batch_size=2000)


@contextmanager
def superuser() -> Iterator[Any]:
    """A cursor for which the append-only triggers do not exist, as for whoever owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tamper(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Run one statement behind the application's back; returns how many rows it touched."""
    with superuser() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
