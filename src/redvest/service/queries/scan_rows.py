"""The reads behind every scan at a gate, sent prepared: they run hundreds of times a second, where building them costs most.

What they mean is said where they are called: ``actions/scans`` and ``actions/stay``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from redvest.core.db.prepared import Row, fetch_in_turn, fetch_prepared
from redvest.core.db.together import Together
from redvest.service.choices import HOLDING
from redvest.service.models import Activity, Attendance

_PLACES = """
SELECT s.volunteer_id, s.id, s.state, v.state, lower(s.period), upper(s.period)
FROM service_signup s JOIN registry_volunteer v ON v.id = s.volunteer_id
WHERE s.activity_id = %s AND s.volunteer_id = ANY(%s) AND s.state = ANY(%s)
ORDER BY s.volunteer_id, s.state FOR UPDATE OF s
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
    person: str  # the state of the person's record
    spans: tuple[tuple[datetime, datetime], ...]  # the times of all the person's posts there


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
    return _places(fetch_prepared(*_lock(activity, people)))


def known_scans(activity: Activity, nonces: Collection[str], codes: Collection[str]) -> list[KnownScan]:
    """What is in the tables under these nonces (at this activity) and codes (anywhere in the house)."""
    return [KnownScan(*row) for row in fetch_prepared(*_known(activity, nonces, codes))]


def known_scans_locked(
    activity: Activity, people: Collection[UUID], nonces: Collection[str], codes: Collection[str]
) -> tuple[dict[UUID, Place], list[KnownScan]]:
    """The places of ``places_locked``, and then, once they are ours, what ``known_scans`` says; in one round trip."""
    places, scans = fetch_in_turn(_lock(activity, people), _known(activity, nonces, codes))
    return _places(places), [KnownScan(*row) for row in scans]


def _lock(activity: Activity, people: Collection[UUID]) -> tuple[str, list[Any]]:
    return _PLACES, [activity.pk, list(people), [state.value for state in HOLDING]]


def _known(activity: Activity, nonces: Collection[str], codes: Collection[str]) -> tuple[str, dict[str, Any]]:
    return _KNOWN, {"activity": activity.pk, "nonces": list(nonces), "codes": list(codes)}


def _places(rows: Iterable[Row]) -> dict[UUID, Place]:
    places: dict[UUID, Place] = {}
    for who, key, state, person, begins, ends in rows:
        known = places.get(who) or Place(key, state, person, ())
        places[who] = known._replace(spans=(*known.spans, (begins, ends)))
    return places


def stays_and_sights_of(
    activity: Activity, people: Collection[UUID], outcomes: Collection[str], writes: Together
) -> tuple[dict[UUID, list[Attendance]], list[Sight]]:
    """What these people's stays at the activity are (the earliest first) and what they come from.

    The second is every scan with one of these outcomes, and every ping. What waits in ``writes`` is sent before.
    """
    wanted = {"activity": activity.pk, "people": list(people), "outcomes": list(outcomes)}
    rows, seen = writes.fetch((_STAYS, [activity.pk, list(people)]), (_SEEN, wanted))
    stays: dict[UUID, list[Attendance]] = defaultdict(list)
    for row in rows:
        stay = Attendance.from_db("default", _COLUMNS, row)
        stays[stay.volunteer_id].append(stay)
    return stays, [Sight(*row) for row in seen]
