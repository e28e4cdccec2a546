"""Pairs of records that may be one person's: candidates by one statement that weighs, explained by the rule."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from redvest.core.errors import NotFound
from redvest.registry.choices import IdType, VolunteerState
from redvest.registry.merge_errors import MergeWrong
from redvest.registry.models import Volunteer
from redvest.registry.queries.volunteer import by_number
from redvest.registry.rules.duplicate import BIRTH, LIKELY, NAME, PHONE, SOUND, Known, likeness
from redvest.registry.rules.standing import Standing

MOST = 200
_POINTS = {"phone": PHONE, "name": NAME, "sound": SOUND, "birth": BIRTH, "likely": LIKELY}

# Two numbers of one kind are two people, so at least one of a pair has no ID number or a document other than the
# identity card: these few drive the joins. A
# phone alone is many people's (a school's, a village's contact), so the points are counted here as in
# ``rules/duplicate.py``, and the limit cuts the weakest. Names are compared as
# ``names.normalise`` spells them, less every space.
_PAIRS = r"""
WITH open AS (
    SELECT id, phone_hash, name, pinyin, birth_on, city FROM registry_volunteer
    WHERE city = %(city)s AND (id_hash IS NULL OR id_type <> %(card)s) AND state NOT IN ('merged', 'erased')
      AND region_path LIKE ANY(%(paths)s)
), met AS (
    SELECT o.id AS one, v.id AS other FROM open o JOIN registry_volunteer v ON v.phone_hash = o.phone_hash
    WHERE v.birth_on = o.birth_on
       OR ((v.birth_on IS NULL OR o.birth_on IS NULL) AND (v.pinyin = o.pinyin OR v.name = o.name))
    UNION
    SELECT o.id, v.id FROM open o
    JOIN registry_volunteer v ON v.city = o.city AND v.pinyin = o.pinyin AND v.birth_on = o.birth_on
), pair AS (
    SELECT DISTINCT least(one, other) AS one, greatest(one, other) AS other FROM met WHERE one <> other
), weighed AS (
    SELECT p.one, p.other,
        CASE WHEN a.phone_hash = b.phone_hash THEN %(phone)s ELSE 0 END
        + CASE WHEN regexp_replace(normalize(regexp_replace(a.name, '[·•・‧∙⋅]', '·', 'g'), NFKC), '\s', '', 'g')
                  = regexp_replace(normalize(regexp_replace(b.name, '[·•・‧∙⋅]', '·', 'g'), NFKC), '\s', '', 'g') THEN %(name)s
               WHEN a.pinyin = b.pinyin AND a.pinyin <> '' THEN %(sound)s ELSE 0 END
        + CASE WHEN a.birth_on = b.birth_on THEN %(birth)s ELSE 0 END AS points
    FROM pair p JOIN registry_volunteer a ON a.id = p.one JOIN registry_volunteer b ON b.id = p.other
    WHERE a.city = %(city)s AND a.state NOT IN ('merged', 'erased') AND a.region_path LIKE ANY(%(paths)s)
      AND (a.id_hash IS NULL OR b.id_hash IS NULL OR a.id_type <> b.id_type)
      AND b.city = %(city)s AND b.state NOT IN ('merged', 'erased') AND b.region_path LIKE ANY(%(paths)s)
)
SELECT w.one, w.other FROM weighed w
WHERE w.points >= %(likely)s
  AND NOT EXISTS (SELECT 1 FROM registry_notsame n WHERE n.first_id = w.one AND n.second_id = w.other)
  AND NOT EXISTS (SELECT 1 FROM registry_merge m WHERE m.undone_at IS NULL
                  AND m.merged_id IN (w.one, w.other) AND m.survivor_id IN (w.one, w.other))
ORDER BY w.points DESC, w.one, w.other
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the one to keep second, and why they look alike."""

    merged: Volunteer
    survivor: Volunteer
    points: int
    reasons: tuple[str, ...]


def duplicates(by: Standing) -> list[Pair]:
    """The likely pairs of the places governed, the likeliest first. Two queries."""
    paths = [f"{path}%" for path in by.regions()]
    with connection.cursor() as cursor:
        cursor.execute(
            _PAIRS,
            _POINTS | {"city": by.city, "paths": paths, "most": MOST, "card": IdType.RESIDENT_CARD.value},
        )
        keys: list[tuple[UUID, UUID]] = cursor.fetchall()
    people = Volunteer.objects.select_related("region").in_bulk({key for pair in keys for key in pair})
    found = [_pair(people[one], people[other]) for one, other in keys]
    likely = [pair for pair in found if pair.points >= LIKELY]
    return sorted(likely, key=lambda pair: (-pair.points, pair.survivor.pinyin, pair.survivor.number))


def compared(by: Standing, one: str, other: str) -> Pair:
    """Two people of the places governed by their volunteer numbers, however alike. Raises NotFound, MergeWrong."""
    found = [by_number(by.city, number) for number in (one, other)]
    if not all(by.governs(each.region_path) for each in found):
        raise NotFound
    if found[0].pk == found[1].pk:
        raise MergeWrong
    return _pair(*found)


def _pair(one: Volunteer, other: Volunteer) -> Pair:
    """Who has an account, then who has an ID number, then who came first is the one to keep."""
    merged, survivor = sorted((one, other), key=_standing_of)
    alike = likeness(_known(one), _known(other))
    return Pair(merged, survivor, alike.points, alike.reasons)


def _standing_of(record: Volunteer) -> tuple[bool, bool, bool, float]:
    active = record.state == VolunteerState.ACTIVE
    return (
        record.account_id is not None, record.id_hash is not None, active, -record.registered_at.timestamp()
    )  # fmt: skip


def _known(record: Volunteer) -> Known:
    phone, number = record.phone_hash, record.id_hash
    return Known(
        record.name, record.pinyin, record.birth_on, bytes(phone) if phone else None, bytes(number) if number else None,
        record.id_type,
    )  # fmt: skip
