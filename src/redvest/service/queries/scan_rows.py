"""The reads behind every scan at a gate, sent prepared: they run hundreds of times a second, where building them costs most.

What they mean is said where they are called: ``actions/scans`` and ``actions/stay``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from redvest.core.db.prepared import fetch_prepared
from redvest.service.choices import HOLDING
from redvest.service.models import Activity, Attendance

_PLACES = """
SELECT volunteer_id, id, state FROM service_signup
WHERE activity_id = %s AND volunteer_id = ANY(%s) AND state = ANY(%s) ORDER BY volunteer_id, state FOR UPDATE
"""
_KNOWN = """
SELECT id, nonce, code_key, volunteer_id, direction, at, outcome, activity_id FROM service_scan
WHERE activity_id = %(activity)s AND nonce = ANY(%(nonces)s)
UNION
SELECT id, nonce, code_key, volunteer_id, direction, at, outcome, activity_id FROM service_scan
WHERE code_key = ANY(%(codes)s) AND code_key <> ''
"""
_SEEN = """
SELECT volunteer_id, at, direction, proof, fence, nonce, outcome FROM service_scan
WHERE activity_id = %(activity)s AND volunteer_id = ANY(%(people)s) AND outcome = ANY(%(outcomes)s)
UNION ALL
SELECT volunteer_id, at, '', 'ping', fence, 'ping', '' FROM service_presenceping
WHERE activity_id = %(activity)s AND volunteer_id = ANY(%(people)s)
"""
_COLUMNS = [field.attname for field in Attendance._meta.concrete_fields]
_STAYS = f"""
SELECT {", ".join(_COLUMNS)} FROM service_attendance
WHERE activity_id = %s AND volunteer_id = ANY(%s) ORDER BY in_at, id
"""  # noqa: S608 - the table's own columns


class Place(NamedTuple):
    """Somebody's place on an activity, as far as a scan needs it."""

    pk: UUID
    state: str


class KnownScan(NamedTuple):
    """A scan that is in the tables already."""

    pk: int
    nonce: str
    code_key: str
    volunteer_id: UUID | None
    direction: str
    at: datetime
    outcome: str
    activity_id: UUID


class Sight(NamedTuple):
    """One thing seen of a person: a scan that counts, or a word from the middle (``direction`` is then empty)."""

    volunteer_id: UUID
    at: datetime
    direction: str
    proof: str
    fence: str
    nonce: str
    outcome: str


def places_locked(activity: Activity, people: Collection[UUID]) -> dict[UUID, Place]:
    """The people's places, locked in one order for everybody; of two places of one person the first by state."""
    places: dict[UUID, Place] = {}
    states = [state.value for state in HOLDING]
    for who, key, state in fetch_prepared(_PLACES, [activity.pk, list(people), states]):
        places.setdefault(who, Place(key, state))
    return places


def known_scans(activity: Activity, nonces: Collection[str], codes: Collection[str]) -> list[KnownScan]:
    """What is in the tables under these nonces (at this activity) and codes (anywhere in the house)."""
    values = {"activity": activity.pk, "nonces": list(nonces), "codes": list(codes)}
    return [KnownScan(*row) for row in fetch_prepared(_KNOWN, values)]


def sights_of(activity: Activity, people: Collection[UUID], outcomes: Collection[str]) -> list[Sight]:
    """Every scan with one of these outcomes, and every ping, of these people at the activity."""
    values = {"activity": activity.pk, "people": list(people), "outcomes": list(outcomes)}
    return [Sight(*row) for row in fetch_prepared(_SEEN, values)]


def stays_of(activity: Activity, people: Collection[UUID]) -> dict[UUID, list[Attendance]]:
    """The stays of these people at the activity, the earliest first."""
    stays: dict[UUID, list[Attendance]] = defaultdict(list)
    for row in fetch_prepared(_STAYS, [activity.pk, list(people)]):
        stay = Attendance.from_db("default", _COLUMNS, row)
        stays[stay.volunteer_id].append(stay)
    return stays
