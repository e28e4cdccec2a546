"""Facts about who records: what was typed in at a desk, by whom, how, and whether anybody else stands behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from redvest.core import clock
from redvest.service.queries.integrity.window import accounts, rows
from redvest.service.rules.integrity.finding import Limits, Subject
from redvest.service.rules.integrity.recorder import Batch, Bulk, Late, Longer, Rounds, Unbacked
from redvest.service.rules.integrity.sole import Confirmer, Pair

# What every statement here says of a recorder, over the entries ``e`` that it groups.
_OF = """
    e.recorded_by_id, max(e.recorded_at) AS latest, mode() WITHIN GROUP (ORDER BY e.body_id) AS body_id,
    mode() WITHIN GROUP (ORDER BY e.region_path) AS region_path
"""

_NAMED = "SELECT f.*, a.name FROM ({recorders}) f JOIN registry_account a ON a.id = f.recorded_by_id"

_BULK = """
WITH runs AS (
    SELECT e.*, count(*) OVER (
        PARTITION BY e.recorded_by_id ORDER BY e.recorded_at
        RANGE BETWEEN CURRENT ROW AND make_interval(mins => %(minutes)s) FOLLOWING
    ) AS ahead FROM radar_entry e WHERE e.unbacked AND e.recorded_by_id IS NOT NULL
)
SELECT {of}, max(e.ahead) AS entries, (array_agg(e.recorded_at ORDER BY e.ahead DESC, e.recorded_at))[1] AS moment
FROM runs e GROUP BY e.recorded_by_id HAVING max(e.ahead) >= %(people)s
""".replace("{of}", _OF)

_BATCH = """
SELECT DISTINCT ON (b.recorded_by_id) * FROM (
    SELECT {of}, count(*) AS entries, count(DISTINCT (e.activity_id, e.service_on)) AS occasions,
           date_trunc('minute', e.recorded_at) AS moment
    FROM radar_entry e WHERE NOT e.proven AND NOT e.vouched AND NOT e.moved_in AND e.recorded_by_id IS NOT NULL
    GROUP BY e.recorded_by_id, date_trunc('minute', e.recorded_at)
    HAVING count(*) >= %(people)s AND count(DISTINCT (e.activity_id, e.service_on)) >= %(activities)s
) b ORDER BY b.recorded_by_id, b.entries DESC
""".replace("{of}", _OF)

_ROUND = """
SELECT {of}, count(*) AS entries, count(*) FILTER (WHERE e.minutes %% 60 = 0) AS whole
FROM radar_entry e WHERE NOT e.proven AND NOT e.vouched AND NOT e.moved_in AND e.recorded_by_id IS NOT NULL
GROUP BY e.recorded_by_id HAVING count(*) >= %(sample)s
""".replace("{of}", _OF)
_USUAL = "SELECT count(*) FILTER (WHERE minutes %% 60 = 0) AS whole, count(*) AS every FROM radar_entry WHERE proven"

_UNBACKED = """
SELECT {of}, count(*) AS entries, count(DISTINCT e.volunteer_id) AS people, sum(e.minutes)::int AS minutes
FROM radar_entry e WHERE e.unbacked AND e.recorded_by_id IS NOT NULL
GROUP BY e.recorded_by_id HAVING count(*) >= %(entries)s
""".replace("{of}", _OF)

_LATE = """
SELECT {of}, count(*) AS entries, max((e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - e.service_on) AS longest
FROM radar_entry e
WHERE NOT e.proven AND NOT e.vouched AND NOT e.imported AND e.recorded_by_id IS NOT NULL
  AND (e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - e.service_on > %(days)s
GROUP BY e.recorded_by_id HAVING count(*) >= %(entries)s
""".replace("{of}", _OF)

_LONGER = """
SELECT {of}, count(*) AS entries, max(e.minutes - least(e.planned, e.scanned))::int AS most
FROM radar_entry e
WHERE NOT e.proven AND NOT e.vouched AND e.recorded_by_id IS NOT NULL
  AND e.minutes - least(e.planned, e.scanned) >= %(minutes)s
GROUP BY e.recorded_by_id
""".replace("{of}", _OF)

_SOLE = """
WITH one AS (
    SELECT e.body_id, e.recorded_by_id, e.region_path, max(e.recorded_at) AS latest, count(*) AS by_one
    FROM radar_entry e WHERE NOT e.moved_in AND e.recorded_by_id IS NOT NULL GROUP BY 1, 2, 3
), whole AS (
    SELECT e.body_id, count(*) AS entries, count(*) FILTER (WHERE e.proven OR e.signed OR e.vouched) AS traced
    FROM radar_entry e WHERE NOT e.moved_in GROUP BY 1 HAVING count(*) >= %(entries)s
)
SELECT DISTINCT ON (whole.body_id) whole.*, one.recorded_by_id, one.latest, one.region_path,
       sum(one.by_one) OVER (PARTITION BY whole.body_id, one.recorded_by_id)::int AS by_one, b.name AS body
FROM whole JOIN one USING (body_id) JOIN registry_body b ON b.id = body_id ORDER BY whole.body_id, by_one DESC
"""

_PAIR = """
SELECT DISTINCT ON (p.body_id) p.*, sum(p.by_pair) OVER (PARTITION BY p.body_id)::int AS entries, b.name AS body,
       b.region_path
FROM (
    SELECT body_id, recorded_by_id, second_id, count(*) AS by_pair, max(recorded_at) AS latest
    FROM radar_entry WHERE grade = 'C' AND second_id IS NOT NULL AND recorded_by_id IS NOT NULL GROUP BY 1, 2, 3
) p JOIN registry_body b ON b.id = p.body_id ORDER BY p.body_id, p.by_pair DESC
"""


def bulks(limits: Limits, city: str) -> list[Bulk]:
    """Recorders with many unbacked entries close together."""
    known = {"minutes": limits["bulk_minutes"], "people": limits["bulk_people"]}
    return [Bulk(row["subject"], row["entries"], _when(row["moment"])) for row in _named(_BULK, known, city)]


def batches(limits: Limits, city: str) -> list[Batch]:
    """Recorders who entered several occasions in one minute."""
    known = {"people": limits["batch_people"], "activities": limits["batch_activities"]}
    return [
        Batch(row["subject"], row["entries"], row["occasions"], _when(row["moment"]))
        for row in _named(_BATCH, known, city)
    ]


def round_shares(limits: Limits, city: str) -> list[Rounds]:
    """Recorders with a sample of hours that only they stand behind, beside what scans give in the city."""
    usual = rows(_USUAL, {"city": city})[0]
    share = usual["whole"] / usual["every"] if usual["every"] else 0.0
    return [
        Rounds(row["subject"], row["entries"], row["whole"], share)
        for row in _named(_ROUND, {"sample": limits["round_sample"]}, city)
    ]


def unbacked_sums(limits: Limits, city: str) -> list[Unbacked]:
    """Recorders of hours behind which nothing else stands."""
    return [
        Unbacked(row["subject"], row["entries"], row["people"], row["minutes"])
        for row in _named(_UNBACKED, {"entries": limits["unbacked_entries"]}, city)
    ]


def lates(limits: Limits, city: str) -> list[Late]:
    """Recorders of unproven hours long after the service."""
    known = {"days": limits["late_days"], "entries": limits["late_entries"]}
    return [Late(row["subject"], row["entries"], row["longest"]) for row in _named(_LATE, known, city)]


def longers(limits: Limits, city: str) -> list[Longer]:
    """Recorders of hours beyond the plan or the scans."""
    known = {"minutes": limits["longer_minutes"]}
    return [Longer(row["subject"], row["entries"], row["most"]) for row in _named(_LONGER, known, city)]


def confirmers(limits: Limits, city: str) -> list[Confirmer]:
    """The busiest recorder of each body with enough entries."""
    return [
        Confirmer(row["subject"], row["body"], row["entries"], row["by_one"], row["traced"])
        for row in _named(_SOLE, {"entries": limits["confirmer_entries"]}, city)
    ]


def pairs(limits: Limits, city: str) -> list[Pair]:
    """The most frequent pair of each body with enough grade C entries."""
    found = _named(_PAIR, {}, city)
    return [
        Pair(row["subject"], row["body"], row["entries"], row["by_pair"])
        for row in found
        if row["entries"] >= limits["pair_entries"]
    ]


def _named(statement: str, known: dict[str, Any], city: str) -> list[dict[str, Any]]:
    """The rows with their recorder as the subject."""
    found = rows(_NAMED.replace("{recorders}", statement), known)
    for row in found:
        account = row["recorded_by_id"]
        row["subject"] = Subject(
            str(account), row["name"], row["region_path"] or f"{city}/", row["latest"], row["body_id"],
            concerned_id=account, involved=accounts(account, row.get("second_id")),
        )  # fmt: skip
    return found


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
