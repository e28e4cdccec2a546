"""The window of the ledger that the radar looks at, laid out once in temporary tables of this transaction.

``radar_entry``: entries that stand, each with what stands behind it. ``radar_presence``: where people were and when.
A million entries take a few statements over these, never one a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

WEAK = "ARRAY['leader-tick', 'self-claim', 'imported']::varchar[]"  # somebody's word, no presence

_ENTRY = """
CREATE TEMP TABLE radar_entry ON COMMIT DROP AS
WITH office AS (SELECT DISTINCT account_id FROM registry_grant WHERE region_id IS NOT NULL AND revoked_at IS NULL),
standing AS (
    SELECT e.*, 'imported' = ANY(e.proofs) AS imported FROM service_hoursentry e
    WHERE e.city = %(city)s AND e.recorded_at >= %(since)s AND e.recorded_at <= %(at)s AND e.kind NOT IN ('void', 'erasure')
      AND NOT EXISTS (SELECT 1 FROM service_hoursentry v WHERE v.voids_id = e.id)
),
touched AS (SELECT DISTINCT activity_id FROM standing WHERE activity_id IS NOT NULL),
asked AS (
    SELECT s.activity_id, s.volunteer_id, min(s.created_at) AS created_at
    FROM service_signup s JOIN touched USING (activity_id) GROUP BY 1, 2
),
seen AS (
    SELECT t.activity_id, t.volunteer_id,
           sum(extract(epoch FROM t.out_at - t.in_at)) FILTER (WHERE NOT t.proofs <@ {weak}) / 60 AS scanned
    FROM service_attendance t JOIN touched USING (activity_id) GROUP BY 1, 2
),
joined AS (
    SELECT e.id, e.volunteer_id, e.body_id, e.activity_id, e.title, e.region_path, e.service_on, e.starts_at, e.ends_at,
           e.minutes, e.grade, e.recorded_at, e.recorded_by_id, e.imported,
           coalesce(e.second_officer_id, h.second_officer_id) AS second_id, e.mark,
           e.grade IN ('A', 'B') AS proven, h.id IS NOT NULL AS sheeted,
           h.volunteer_confirmed_at IS NOT NULL AS confirmed,
           coalesce(asked.created_at <= a.starts_at, false) AS signed, seen.scanned,
           extract(epoch FROM a.ends_at - a.starts_at)::int / 60 AS planned,
           office.account_id IS NOT NULL AS by_office,
           count(*) FILTER (WHERE e.imported) OVER (PARTITION BY e.recorded_by_id, e.recorded_at) AS import_rows
    FROM standing e
    LEFT JOIN service_activity a ON a.id = e.activity_id
    LEFT JOIN service_hourssheet h ON h.entry_id = e.id
    LEFT JOIN asked ON asked.activity_id = e.activity_id AND asked.volunteer_id = e.volunteer_id
    LEFT JOIN seen ON seen.activity_id = e.activity_id AND seen.volunteer_id = e.volunteer_id
    LEFT JOIN office ON office.account_id = e.recorded_by_id
)
SELECT *, confirmed OR second_id IS NOT NULL AS vouched,
       imported AND by_office AND import_rows >= {office_rows} AS moved_in,
       NOT proven AND NOT signed AND NOT confirmed AND second_id IS NULL
           AND NOT (imported AND by_office AND import_rows >= {office_rows})
           AND (NOT sheeted OR recorded_at < %(grace)s) AS unbacked
FROM joined
"""

_PRESENCE = """
CREATE TEMP TABLE radar_presence ON COMMIT DROP AS
SELECT p.volunteer_id, p.activity_id, min(p.begins) AS begins, max(p.ends) AS ends,
       (array_agg(p.recorder) FILTER (WHERE p.recorder IS NOT NULL))[1] AS recorder, max(p.latest) AS latest
FROM (
    SELECT volunteer_id, activity_id, starts_at AS begins, ends_at AS ends, recorded_by_id AS recorder,
           recorded_at AS latest
    FROM radar_entry WHERE activity_id IS NOT NULL AND starts_at IS NOT NULL
    UNION ALL
    SELECT t.volunteer_id, t.activity_id, greatest(t.in_at, a.starts_at), least(t.out_at, a.ends_at), NULL, t.out_at
    FROM service_attendance t JOIN service_activity a ON a.id = t.activity_id
    WHERE t.city = %(city)s AND t.in_at >= %(since)s AND t.out_at IS NOT NULL AND t.out_at <= %(at)s
) p
WHERE p.ends > p.begins
GROUP BY 1, 2
"""

OFFICE_ROWS = (
    50  # an office that moves an old system in brings many rows at once; fewer are looked at like anybody's
)


def lay_out(*, city: str, since: datetime, at: datetime, grace_days: int) -> int:
    """Lay the window out inside the caller's transaction; returns how many entries it holds.

    ``grace_days``: hours that still wait for the volunteer and a second officer are left in peace so long.
    """
    known: dict[str, Any] = {"city": city, "since": since, "at": at, "grace": at - timedelta(days=grace_days)}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS radar_entry, radar_presence")
        cursor.execute(_ENTRY.replace("{office_rows}", str(OFFICE_ROWS)).replace("{weak}", WEAK), known)
        found = cursor.rowcount
        cursor.execute("CREATE INDEX ON radar_entry (recorded_by_id, recorded_at)")
        cursor.execute("ANALYZE radar_entry")
        cursor.execute(_PRESENCE, known)
        cursor.execute("ANALYZE radar_presence")
    return int(found)


def rows(statement: str, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one statement by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def accounts(*found: Any) -> tuple[Any, ...]:
    """The accounts in single values and lists, each once, without the empty ones."""
    flat: list[Any] = []
    for each in found:
        flat.extend(each if isinstance(each, Iterable) and not isinstance(each, str) else [each])
    return tuple(dict.fromkeys(account for account in flat if account is not None))
