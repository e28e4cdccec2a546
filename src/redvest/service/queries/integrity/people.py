"""Facts about people: two places at once, impossible ways, long days, fresh accounts, shared devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from redvest.core import clock
from redvest.service.queries.integrity.window import accounts, rows
from redvest.service.rules.integrity.finding import Limits, Subject
from redvest.service.rules.integrity.presence import Overlap, Travel, metres_between
from redvest.service.rules.integrity.sole import Day, Device, Newcomer

_PAIRS = """
WITH pairs AS (
    SELECT p.volunteer_id, p.activity_id AS first_id, lead(p.activity_id) OVER line AS second_id, p.begins, p.ends,
           lead(p.begins) OVER line AS next_begins, lead(p.ends) OVER line AS next_ends, p.latest AS one,
           lead(p.latest) OVER line AS two, p.recorder AS by_one, lead(p.recorder) OVER line AS by_two
    FROM radar_presence p WINDOW line AS (PARTITION BY p.volunteer_id ORDER BY p.begins, p.ends, p.activity_id)
), odd AS (
    SELECT pairs.*, f.title AS first, s.title AS second, f.lon AS lon1, f.lat AS lat1, s.lon AS lon2, s.lat AS lat2,
           f.leader_id AS leads_one, s.leader_id AS leads_two, f.body_id,
           extract(epoch FROM least(ends, next_ends) - next_begins) / 60 AS shared,
           extract(epoch FROM next_begins - ends) AS gap,
           111320 * sqrt((s.lat - f.lat) ^ 2 + ((s.lon - f.lon) * cos(radians(f.lat))) ^ 2) AS about
    FROM pairs JOIN service_activity f ON f.id = first_id JOIN service_activity s ON s.id = second_id
    WHERE next_begins < ends + interval '6 hours'
)
SELECT DISTINCT ON (odd.volunteer_id) odd.*, count(*) OVER (PARTITION BY odd.volunteer_id) AS times,
       v.name, v.region_path, v.account_id, max(greatest(one, two)) OVER (PARTITION BY odd.volunteer_id) AS latest
FROM odd JOIN registry_volunteer v ON v.id = odd.volunteer_id
WHERE {where} ORDER BY odd.volunteer_id, {worst}
"""
_SHARED = _PAIRS.format(where="shared >= %(minutes)s", worst="shared DESC")
_FAST = _PAIRS.format(
    where="gap > -60 * %(minutes)s AND about >= 0.98 * %(metres)s"
    " AND about * 3.6 / greatest(gap, 60) > 0.98 * %(kmh)s",
    worst="about / greatest(gap, 60) DESC",
)

_DAYS = """
SELECT d.*, v.name, v.region_path, v.account_id FROM (
    SELECT DISTINCT ON (volunteer_id) * FROM (
        SELECT volunteer_id, service_on, sum(minutes)::int AS minutes, max(recorded_at) AS latest,
               array_agg(DISTINCT recorded_by_id) AS recorders, (array_agg(body_id))[1] AS body_id
        FROM radar_entry WHERE NOT moved_in GROUP BY 1, 2 HAVING sum(minutes) > %(limit)s
    ) sums ORDER BY volunteer_id, minutes DESC
) d JOIN registry_volunteer v ON v.id = d.volunteer_id
"""

_NEW = """
SELECT e.volunteer_id, v.name, v.region_path, v.account_id, sum(e.minutes)::int AS minutes,
       coalesce(sum(e.minutes) FILTER (WHERE NOT e.proven), 0)::int AS unproven, max(e.recorded_at) AS latest,
       array_agg(DISTINCT e.recorded_by_id) AS recorders, (array_agg(e.body_id))[1] AS body_id
FROM radar_entry e JOIN registry_volunteer v ON v.id = e.volunteer_id
WHERE v.source <> 'import' AND NOT e.moved_in
  AND e.recorded_at < v.registered_at + make_interval(days => %(days)s)
GROUP BY 1, 2, 3, 4 HAVING sum(e.minutes) >= %(minutes)s
"""

_DEVICES = """
SELECT s.device, count(DISTINCT s.volunteer_id) AS people, count(DISTINCT s.activity_id) AS activities,
       count(*) AS scans, max(s.received_at) AS latest, array_agg(DISTINCT a.leader_id) AS leaders,
       (array_agg(a.region_path))[1] AS region_path, (array_agg(a.body_id))[1] AS body_id,
       (array_agg(a.leader_id ORDER BY s.id DESC))[1] AS leader_id
FROM service_scan s JOIN service_activity a ON a.id = s.activity_id
WHERE a.city = %(city)s AND s.received_at >= %(since)s AND s.received_at <= %(at)s AND s.device <> ''
  AND s.proof = 'venue-code' AND s.outcome = 'accepted'
GROUP BY s.device HAVING count(DISTINCT s.volunteer_id) >= %(people)s
"""


def overlaps(limits: Limits, city: str) -> list[Overlap]:
    """People who were at two activities at once, each with the worst case and how often."""
    return [
        Overlap(
            _pair_of(row, city), row["first"], row["second"], _day(row["next_begins"]), int(row["shared"]), row["times"]
        )
        for row in rows(_SHARED, {"minutes": limits["overlap_minutes"]})
    ]  # fmt: skip


def travels(limits: Limits, city: str) -> list[Travel]:
    """People who went from one activity to the next too fast; distances in WGS-84 metres."""
    known = {
        "minutes": limits["overlap_minutes"],
        "metres": limits["travel_metres"],
        "kmh": limits["travel_kmh"],
    }
    return [
        Travel(
            _pair_of(row, city), row["first"], row["second"], _day(row["next_begins"]),
            metres_between(row["lon1"], row["lat1"], row["lon2"], row["lat2"]), float(row["gap"]), row["times"],
        )
        for row in rows(_FAST, known)
    ]  # fmt: skip


def long_days(limit: int, city: str) -> list[Day]:
    """People with more minutes on a day than ``limit``, each with the longest day."""
    return [
        Day(_person(row, city), f"{row['service_on']:%Y-%m-%d}", row["minutes"], limit)
        for row in rows(_DAYS, {"limit": limit})
    ]


def newcomers(limits: Limits, city: str) -> list[Newcomer]:
    """Accounts with many minutes in their first days."""
    known = {"days": limits["newcomer_days"], "minutes": limits["newcomer_minutes"]}
    return [
        Newcomer(_person(row, city), row["minutes"], row["unproven"], limits["newcomer_days"])
        for row in rows(_NEW, known)
    ]


def devices(limits: Limits, city: str, since: datetime, at: datetime) -> list[Device]:
    """Devices by which many people checked themselves in. Whoever led the latest activity is asked about it."""
    known = {"city": city, "since": since, "at": at, "people": limits["device_people"]}
    return [
        Device(
            Subject(
                row["device"], row["device"][:8], row["region_path"], row["latest"], row["body_id"],
                concerned_id=row["leader_id"], involved=accounts(row["leaders"]),
            ),
            row["people"], row["activities"], row["scans"],
        )
        for row in rows(_DEVICES, known)
    ]  # fmt: skip


def _pair_of(row: dict[str, Any], city: str) -> Subject:
    hands = accounts(row["account_id"], row["leads_one"], row["leads_two"], row["by_one"], row["by_two"])
    return _subject(row, city, hands)


def _person(row: dict[str, Any], city: str) -> Subject:
    return _subject(row, city, accounts(row["account_id"], row["recorders"]))


def _subject(row: dict[str, Any], city: str, involved: tuple[Any, ...]) -> Subject:
    return Subject(
        str(row["volunteer_id"]), row["name"], row["region_path"] or f"{city}/", row["latest"], row["body_id"],
        volunteer_id=row["volunteer_id"], concerned_id=row["account_id"], involved=involved,
    )  # fmt: skip


def _day(moment: datetime) -> str:
    return f"{clock.day_of(moment):%Y-%m-%d}"
