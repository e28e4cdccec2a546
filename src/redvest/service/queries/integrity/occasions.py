"""Facts about activities: who has hours of them, who signed up, who was scanned, who moved as one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from redvest.service.queries.integrity.window import accounts, rows
from redvest.service.rules.integrity.finding import Limits, Subject
from redvest.service.rules.integrity.meeting import Named
from redvest.service.rules.integrity.occasion import Attended, Together

_ATTENDED = """
SELECT e.activity_id, a.title, a.region_path, a.body_id, a.leader_id, a.ends_at, max(e.recorded_at) AS latest,
       array_agg(DISTINCT e.recorded_by_id) AS recorders, count(DISTINCT e.volunteer_id) AS people,
       count(DISTINCT e.volunteer_id) FILTER (WHERE e.signed) AS signed,
       count(DISTINCT e.volunteer_id) FILTER (WHERE e.proven OR e.scanned IS NOT NULL) AS proven,
       count(DISTINCT e.volunteer_id) FILTER (WHERE e.vouched) AS vouched, sum(e.minutes)::int AS minutes,
       (SELECT coalesce(sum(p.places), 0)::int FROM service_post p WHERE p.activity_id = e.activity_id) AS places
FROM radar_entry e JOIN service_activity a ON a.id = e.activity_id
GROUP BY 1, 2, 3, 4, 5, 6
"""

# Only scans: what a leader ticked or closed for everybody at once moves together anyway.
_TOGETHER = """
WITH stays AS (
    SELECT t.activity_id, t.volunteer_id, date_trunc('minute', t.in_at) AS came, date_trunc('minute', t.out_at) AS left_at,
           t.out_at
    FROM service_attendance t
    WHERE t.city = %(city)s AND t.in_at >= %(since)s AND t.out_at <= %(at)s AND t.closed_by_id IS NULL
      AND NOT t.proofs <@ ARRAY['leader-tick', 'self-claim', 'imported']::varchar[]
), moved AS (
    SELECT activity_id, came, left_at, count(DISTINCT volunteer_id) AS together, max(out_at) AS latest
    FROM stays GROUP BY 1, 2, 3 HAVING count(DISTINCT volunteer_id) >= %(people)s
)
SELECT DISTINCT ON (m.activity_id) m.*, a.title, a.region_path, a.body_id, a.leader_id, NULL AS recorders,
       (SELECT count(DISTINCT volunteer_id) FROM stays WHERE stays.activity_id = m.activity_id) AS people
FROM moved m JOIN service_activity a ON a.id = m.activity_id ORDER BY m.activity_id, m.together DESC
"""


def attended(at: datetime, limits: Limits) -> list[tuple[Attended, bool]]:
    """Every activity with hours in the window; the second value says that its days of grace are over."""
    over = at - timedelta(days=limits["grace_days"])
    return [
        (
            Attended(
                _subject(row), row["people"], row["signed"], row["proven"], row["vouched"], row["minutes"], row["places"]
            ),
            row["ends_at"] < over and row["latest"] < over,
        )
        for row in rows(_ATTENDED, {})
    ]  # fmt: skip


def together(limits: Limits, city: str, since: datetime, at: datetime) -> list[Together]:
    """Activities where a group came and left in the same minutes."""
    known = {"city": city, "since": since, "at": at, "people": limits["batch_people"]}
    return [Together(_subject(row), row["together"], row["people"]) for row in rows(_TOGETHER, known)]


def named(facts: Attended) -> Named:
    """The same activity as the word list sees it."""
    return Named(facts.subject, facts.subject.name, facts.people, facts.minutes)


def _subject(row: dict[str, Any]) -> Subject:
    return Subject(
        str(row["activity_id"]), row["title"], row["region_path"], row["latest"], row["body_id"],
        activity_id=row["activity_id"], concerned_id=row["leader_id"],
        involved=accounts(row["leader_id"], row["recorders"]),
    )  # fmt: skip
