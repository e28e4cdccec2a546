"""The only door into the hours ledger. Entries are added, never changed; the database refuses anything else."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.copy import copy_rows
from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, EntryMark, Grade
from redvest.service.events import HoursRecorded
from redvest.service.log_errors import SaltErased
from redvest.service.models import HoursEntry, PersonSalt
from redvest.service.policy import require_may_erase
from redvest.service.queries.erasure import left_behind
from redvest.service.rules.ledger import ERASURE_SALT, EntryFacts, commitment

SALT_BYTES = 16


@dataclass(frozen=True)
class NewEntry:
    """What an entry says, before it has an id and a commitment."""

    city: str
    volunteer_id: UUID
    body_id: UUID
    activity_id: UUID | None
    title: str
    region_path: str
    service_on: date
    minutes: int
    grade: Grade
    kind: EntryKind = EntryKind.RECORD
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    proofs: tuple[str, ...] = ()
    voids_id: UUID | None = None
    reason: str = ""
    recorded_by_id: UUID | None = None
    second_officer_id: UUID | None = None
    mark: EntryMark | str = ""
    source: str = ""

    @classmethod
    def like(cls, entry: HoursEntry, **others: Any) -> NewEntry:
        """An entry about the same service as another one: whose, where, when and from where it came."""
        same = (
            "city", "volunteer_id", "body_id", "activity_id", "title", "region_path", "service_on",
            "starts_at", "ends_at", "mark", "source",
        )  # fmt: skip
        return cls(**{name: getattr(entry, name) for name in same}, **others)


COLUMNS = (
    "id", "city", "volunteer_id", "body_id", "activity_id", "title", "region_path", "kind", "voids_id", "service_on",
    "starts_at", "ends_at", "minutes", "grade", "proofs", "reason", "recorded_at", "recorded_by_id",
    "second_officer_id", "mark", "source", "commitment",
)  # fmt: skip


def append_entry(*, new: NewEntry, at: datetime) -> HoursEntry:
    """Add one entry inside the caller's transaction and tell who listens."""
    entry = HoursEntry(**_values(uuid7(), new, _salt_of(new.volunteer_id), at))
    entry.save(force_insert=True)
    events.publish(
        HoursRecorded(
            new.city, new.volunteer_id, new.region_path, new.minutes, new.grade, new.service_on, entry.pk
        )
    )
    return entry


def _salt_of(volunteer_id: UUID) -> bytes:
    """The person's salt, made with their first entry. Who has entries but no salt was erased: raises SaltErased."""
    rows = PersonSalt.objects.filter(volunteer_id=volunteer_id)
    found = rows.first()
    if found is None and HoursEntry.objects.filter(volunteer_id=volunteer_id).exists():
        found = rows.first()  # another first entry may have come between the two reads
        if found is None:
            raise SaltErased
    if found is None:
        fresh = {"salt": secrets.token_bytes(SALT_BYTES)}
        found, _ = PersonSalt.objects.get_or_create(volunteer_id=volunteer_id, defaults=fresh)
    return bytes(found.salt)


@transaction.atomic
def erase_salt(*, by: Standing, volunteer: Volunteer, reason: str, at: datetime) -> bool:
    """Unlink a person's leaves from what the entries say (PIPL article 47). All proofs of the log stay valid.

    Asked for by the person or done by the city centre. Returns whether there was a salt; nothing is ever recorded
    for the person again.
    """
    require_may_erase(by, volunteer)
    # Waits for whoever writes hours of this person; with the lock, nothing is added between the digest and the end.
    one_at_a_time(volunteer_id=volunteer.pk)
    count, _ = PersonSalt.objects.filter(volunteer_id=volunteer.pk).delete()
    if count:
        _say_erased(volunteer, by.account_id if by.volunteer_id != volunteer.pk else None, at)
        write_line(
            by=by.actor, at=at, city=volunteer.city, verb="erase_salt", target=volunteer, reason=reason
        )
    return bool(count)


def _say_erased(volunteer: Volunteer, by_account: UUID | None, at: datetime) -> None:
    """Put into the log that somebody was erased, and a digest of the entries that stay behind without them."""
    last = HoursEntry.objects.filter(volunteer_id=volunteer.pk).order_by("-recorded_at", "-id").first()
    if last is None:
        return
    said = NewEntry(
        city=volunteer.city, volunteer_id=volunteer.pk, body_id=last.body_id, activity_id=None, title="注销",
        region_path=last.region_path, service_on=day_of(at), minutes=0, grade=Grade.D, kind=EntryKind.ERASURE,
        recorded_by_id=by_account, source=left_behind(volunteer.pk),
    )  # fmt: skip
    HoursEntry(**_values(uuid7(), said, ERASURE_SALT, at)).save(force_insert=True)


def bulk_append(*, rows: Iterable[tuple[UUID, NewEntry, datetime]], salts: dict[UUID, bytes]) -> int:
    """Stream many entries (id, entry, recorded at) into the ledger with COPY, for imports and the demo city.

    ``salts`` must hold the salt of every volunteer (see ``bulk_salts``). The caller rebuilds what listens.
    """
    return copy_rows("service_hoursentry", COLUMNS, _bulk_rows(rows, salts))


def bulk_salts(*, volunteer_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Make and store salts for volunteers who have none yet; returns them by volunteer. Raises SaltErased."""
    salts = {volunteer_id: secrets.token_bytes(SALT_BYTES) for volunteer_id in volunteer_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM service_hoursentry WHERE volunteer_id = ANY(%s))", [list(salts)]
        )
        if cursor.fetchone()[0]:
            raise SaltErased
    copy_rows("service_personsalt", ("volunteer_id", "salt"), salts.items())
    return salts


def _bulk_rows(
    rows: Iterable[tuple[UUID, NewEntry, datetime]], salts: dict[UUID, bytes]
) -> Iterator[tuple[Any, ...]]:
    for entry_id, new, at in rows:
        values = _values(entry_id, new, salts[new.volunteer_id], at)
        yield tuple(values[column] for column in COLUMNS)


def _values(entry_id: UUID, new: NewEntry, salt: bytes, at: datetime) -> dict[str, Any]:
    facts = EntryFacts(
        id=entry_id, city=new.city, volunteer_id=new.volunteer_id, body_id=new.body_id, activity_id=new.activity_id,
        title=new.title, kind=new.kind, voids_id=new.voids_id, service_on=new.service_on, starts_at=new.starts_at,
        ends_at=new.ends_at, minutes=new.minutes, grade=new.grade, proofs=new.proofs, recorded_at=at,
        region_path=new.region_path, reason=new.reason, recorded_by_id=new.recorded_by_id,
        second_officer_id=new.second_officer_id, mark=str(new.mark), source=new.source,
    )  # fmt: skip
    return {
        "id": entry_id, "city": new.city, "volunteer_id": new.volunteer_id, "body_id": new.body_id,
        "activity_id": new.activity_id, "title": new.title, "region_path": new.region_path, "kind": str(new.kind),
        "voids_id": new.voids_id, "service_on": new.service_on, "starts_at": new.starts_at, "ends_at": new.ends_at,
        "minutes": new.minutes, "grade": str(new.grade), "proofs": list(new.proofs), "reason": new.reason,
        "recorded_at": at, "recorded_by_id": new.recorded_by_id, "second_officer_id": new.second_officer_id,
        "mark": str(new.mark), "source": new.source, "commitment": commitment(salt, facts),
    }  # fmt: skip


def void(*, entry: HoursEntry, reason: str, by_account: UUID | None, at: datetime) -> HoursEntry:
    """Take an entry back by its negative. The one-to-one link lets an entry be voided only once."""
    return append_entry(
        new=NewEntry.like(
            entry,
            minutes=-entry.minutes,
            grade=Grade(entry.grade),
            kind=EntryKind.VOID,
            voids_id=entry.pk,
            reason=reason,
            recorded_by_id=by_account,
        ),
        at=at,
    )
