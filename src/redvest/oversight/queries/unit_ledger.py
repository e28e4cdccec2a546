"""Reads a unit's ledger (台账) from the records: its totals and its lines, streamed, so that a district's year fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from redvest.core.clock import CHINA, day_of
from redvest.oversight.rules.unit_ledger import (
    FROM_ACTIVITY,
    FROM_BACKFILL,
    FROM_IMPORT,
    GRADES,
    ActivityLine,
    EntryLine,
    PersonLine,
    PhotoLine,
    Totals,
)
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.choices import EntryKind, RequestState
from redvest.service.models import EvidenceFile
from redvest.service.queries.activity_kind import served_in
from redvest.service.queries.measure import entries_in, measure
from redvest.service.rules.measure import Slice

AT_ONCE = 2_000

# What makes entries one line of the activity forms: the activity; without one the title, day and body, within a place, so
# that the districts of a city add up to it. Back-filled ones are activities, lines of an imported sheet are not.
_PLACE = "CASE WHEN e.activity_id IS NULL THEN e.region_path END"
_SOURCE = "CASE WHEN e.activity_id IS NOT NULL THEN 'activity' WHEN e.mark = 'backfill' THEN 'backfill' ELSE 'import' END"
_FORM = {
    "place": _PLACE,
    "source": _SOURCE,
    "keys": f"e.activity_id, e.title, e.service_on, e.body_id, {_PLACE}, {_SOURCE}",
}
SOURCES = {"activity": FROM_ACTIVITY, "backfill": FROM_BACKFILL, "import": FROM_IMPORT}

# The people of each form first, so that who was voided again no longer counts, then the forms that are left.
_ACTIVITIES = """
WITH person AS (
  SELECT e.activity_id, e.title, e.service_on, e.body_id, {place} AS place, {source} AS source, e.volunteer_id,
    sum(e.minutes) AS minutes, {grades}, min(e.starts_at) AS starts_at, max(e.ends_at) AS ends_at
  FROM service_hoursentry AS e WHERE {where}
  GROUP BY {keys}, e.volunteer_id), form AS (
  SELECT p.activity_id, p.title, p.service_on, p.body_id, p.place, p.source, {sums},
    array_agg(v.name ORDER BY v.pinyin, v.id) FILTER (WHERE p.minutes > 0) AS names,
    min(p.starts_at) AS starts_at, max(p.ends_at) AS ends_at
  FROM person AS p JOIN registry_volunteer AS v ON v.id = p.volunteer_id
  GROUP BY p.activity_id, p.title, p.service_on, p.body_id, p.place, p.source HAVING sum(p.minutes) <> 0)
SELECT f.service_on, f.title, b.name, coalesce(d.name, ''), coalesce(a.place_name, k.place_name, ''),
  coalesce(a.leader_name, ''), coalesce(a.content, k.content, ''), coalesce(a.starts_at, k.starts_at, f.starts_at),
  coalesce(a.ends_at, k.ends_at, f.ends_at), {told}, coalesce(f.names, ARRAY[]::varchar[]), coalesce(k.photos, 0),
  f.source
FROM form AS f
JOIN registry_body AS b ON b.id = f.body_id
LEFT JOIN service_activity AS a ON a.id = f.activity_id
LEFT JOIN registry_servicedomain AS d ON d.key = a.domain_id
LEFT JOIN LATERAL (
  SELECT r.place_name, r.content, r.starts_at, r.ends_at,
    (SELECT count(*) FROM service_evidencefile AS x WHERE x.backfill_id = r.id AND x.media_type LIKE 'image/%%') AS photos
  FROM service_backfillrequest AS r
  WHERE f.source = 'backfill' AND r.body_id = f.body_id AND r.title = f.title AND r.state = %(accepted)s
    AND (r.starts_at AT TIME ZONE 'Asia/Shanghai')::date = f.service_on
  ORDER BY r.asked_at LIMIT 1) AS k ON true
ORDER BY f.service_on, f.title, f.body_id, f.activity_id, f.place
"""
_COUNT_ACTIVITIES = """
SELECT count(*) FILTER (WHERE source <> 'import'), count(*) FILTER (WHERE source = 'import') FROM (
  SELECT {source} AS source FROM service_hoursentry AS e WHERE {where}
  GROUP BY {keys} HAVING sum(e.minutes) <> 0) AS form
"""
_PEOPLE = """
SELECT v.number, v.name, p.times, {told}, p.last_on FROM (
  SELECT e.volunteer_id, {grades}, max(e.service_on) AS last_on,
    count(*) FILTER (WHERE e.kind <> %(void)s)
      - count(*) FILTER (WHERE e.kind <> %(void)s AND EXISTS (
          SELECT 1 FROM service_hoursentry AS z WHERE z.voids_id = e.id)) AS times
  FROM service_hoursentry AS e WHERE {where} GROUP BY e.volunteer_id HAVING sum(e.minutes) <> 0) AS p
JOIN registry_volunteer AS v ON v.id = p.volunteer_id
ORDER BY v.pinyin, v.id
"""


def totals_of(part: Slice) -> Totals:
    """The totals. Five queries."""
    found = measure(part)
    where, values = _where(part)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ACTIVITIES.format(where=where, **_FORM), values)
        activities, imported = cursor.fetchone()
    return Totals(
        found.minutes_by_grade, found.people, found.times, activities, imported, _photos(part).count(), found.entries,
        _served(part),
    )  # fmt: skip


def _served(part: Slice) -> int:
    bodies = [part.body_id] if part.body_id else []
    return served_in(
        part.city, region_path=part.region_path, body_ids=bodies, since=part.since, until=part.until
    )


def activity_lines(part: Slice, most: int | None = None) -> Iterator[ActivityLine]:
    """The activity forms in the order of days. Entries without an activity of the house make one by title, day and body;
    what a back-fill's request says of it is told with it.
    """
    rows = _rows(_ACTIVITIES, part, most, accepted=RequestState.ACCEPTED.value)
    for on, title, body, domain, place, leader, content, starts, ends, *grades, names, photos, source in rows:
        minutes = dict(zip(GRADES, map(int, grades), strict=True))
        yield ActivityLine(
            on, title, body, domain, place, leader, content, starts, ends, minutes, names, photos, SOURCES[source]
        )  # fmt: skip


def person_lines(part: Slice, most: int | None = None) -> Iterator[PersonLine]:
    """Everybody with an entry, by name."""
    for number, name, times, *grades, last_on in _rows(_PEOPLE, part, most, void=EntryKind.VOID.value):
        minutes = dict(zip(GRADES, map(int, grades), strict=True))
        yield PersonLine(grouped(number), name, times, minutes, last_on)


def entry_lines(part: Slice) -> Iterator[EntryLine]:
    """Every entry in the order of days, voids with their negative minutes."""
    kinds = {kind.value: str(kind.label) for kind in EntryKind}
    rows = entries_in(part).order_by("service_on", "id").values_list(
        "service_on", "title", "volunteer__number", "volunteer__name", "body__name", "starts_at", "ends_at", "grade",
        "minutes", "kind", "recorded_at",
    )  # fmt: skip
    for on, title, number, name, body, starts, ends, grade, minutes, kind, recorded in rows.iterator(AT_ONCE):
        yield EntryLine(
            on, title, grouped(number), name, body, starts, ends, grade, minutes, kinds[kind], recorded
        )


def photo_lines(part: Slice) -> Iterator[PhotoLine]:
    """The pictures that were handed in with activities of these days."""
    for each in (
        _photos(part).select_related("backfill").order_by("backfill__starts_at", "id").iterator(AT_ONCE)
    ):
        assert each.backfill is not None
        yield PhotoLine(
            day_of(each.backfill.starts_at), each.backfill.title, each.name, each.size, each.uploaded_at,
            bytes(each.sha256).hex(),
        )  # fmt: skip


def _photos(part: Slice) -> QuerySet[EvidenceFile]:
    found = EvidenceFile.objects.filter(
        city=part.city, backfill__state=RequestState.ACCEPTED, media_type__startswith="image/",
        backfill__region_path__startswith=part.region_path,
    )  # fmt: skip
    if part.body_id:
        found = found.filter(backfill__body_id=part.body_id)
    if part.since:
        found = found.filter(backfill__starts_at__gte=_midnight(part.since))
    if part.until:
        found = found.filter(backfill__starts_at__lt=_midnight(part.until + timedelta(days=1)))
    return found


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=CHINA)


def _where(part: Slice) -> tuple[str, dict[str, Any]]:
    """The same filter as ``entries_in``, for statements that Django cannot write; a test holds them equal."""
    rules = ["e.city = %(city)s", "e.kind <> 'erasure'"]
    if part.region_path:
        rules.append("e.region_path LIKE %(under)s")
    if part.body_id:
        rules.append("e.body_id = %(body)s")
    if part.placed:
        rules.append("NOT e.proofs @> ARRAY['imported']::varchar[]")
    if part.since:
        rules.append("e.service_on >= %(since)s")
    if part.until:
        rules.append("e.service_on <= %(until)s")
    values = {
        "city": part.city, "under": f"{part.region_path}%", "body": part.body_id, "since": part.since,
        "until": part.until,
    }  # fmt: skip
    return " AND ".join(rules), values


def _rows(statement: str, part: Slice, most: int | None, **values: object) -> Iterator[Sequence[Any]]:
    where, filters = _where(part)
    lower = [(grade, f"g{grade.lower()}") for grade in GRADES]
    words = _FORM | {
        "where": where,
        "grades": ", ".join(
            f"coalesce(sum(e.minutes) FILTER (WHERE e.grade = '{grade}'), 0) AS {name}"
            for grade, name in lower
        ),
        "sums": ", ".join(f"sum(p.{name}) AS {name}" for _, name in lower),
        "told": ", ".join(f"{'f' if statement is _ACTIVITIES else 'p'}.{name}" for _, name in lower),
    }
    filled = statement.format(**words)
    if most is not None:
        filled += f" LIMIT {int(most)}"
    with connection.chunked_cursor() as cursor:
        cursor.execute(filled, filters | values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows
