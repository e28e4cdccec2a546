"""What a ledger entry commits to: a salted SHA-256 over its canonical form (design invariant 7).

The salt of an entry is derived from its person's one secret salt, so erasing that one row unlinks every leaf of
the person while all proofs stay valid.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

FORM = "redvest-entry-2"
ERASURE_SALT = bytes(16)  # nobody's secret: what is said of an erasure names nobody


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The facts of an entry that must never change, in the order in which they are hashed."""

    id: UUID
    city: str
    volunteer_id: UUID
    body_id: UUID
    activity_id: UUID | None
    title: str
    kind: str
    voids_id: UUID | None
    service_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    minutes: int
    grade: str
    proofs: tuple[str, ...]
    recorded_at: datetime
    region_path: str = ""
    reason: str = ""
    recorded_by_id: UUID | None = None
    second_officer_id: UUID | None = None
    mark: str = ""
    source: str = ""


def canonical(facts: EntryFacts) -> bytes:
    """The one byte string of an entry: a compact JSON array in UTF-8, times in UTC, ids in lower-case hex."""
    return json.dumps(
        [
            FORM,
            facts.id.hex,
            facts.city,
            facts.volunteer_id.hex,
            facts.body_id.hex,
            facts.activity_id.hex if facts.activity_id else None,
            facts.title,
            facts.kind,
            facts.voids_id.hex if facts.voids_id else None,
            facts.service_on.isoformat(),
            _moment(facts.starts_at),
            _moment(facts.ends_at),
            facts.minutes,
            facts.grade,
            sorted(facts.proofs),
            _moment(facts.recorded_at),
            facts.region_path,
            facts.reason,
            facts.recorded_by_id.hex if facts.recorded_by_id else None,
            facts.second_officer_id.hex if facts.second_officer_id else None,
            facts.mark,
            facts.source,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def commitment(person_salt: bytes, facts: EntryFacts) -> bytes:
    """32 bytes that bind the entry's facts and tell nothing about them to who does not hold the person's salt."""
    salt = hmac.digest(person_salt, facts.id.bytes, "sha256")
    return hashlib.sha256(salt + canonical(facts)).digest()


def digest_of(texts: Iterable[bytes]) -> str:
    """What is left of a person after an erasure, in 64 hex digits: a hash over the canonical forms of their entries in
    the order of their ids. It lies in the log, so that nobody changes them behind a salt that is gone."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text).digest())
    return whole.hexdigest()
