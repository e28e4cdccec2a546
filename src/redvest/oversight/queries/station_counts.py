"""What the records say of every station of a city on a day: the measures that checklists ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from redvest.registry.models import Station

MEASURES = (
    "members", "projects", "facilities", "keepers", "ledger_months", "activities", "published", "requests", "trainings",
)  # fmt: skip
YEAR = timedelta(days=365)

# One statement for all stations. What happened counts for the 365 days that end with the day asked for; what is had
# (people, things, services, keepers) counts as it was on that day.
_COUNTS = """
WITH place AS (
  SELECT s.id, s.region_id FROM registry_station s
  WHERE s.city = %(city)s AND s.opened_on <= %(on)s AND (%(only)s::uuid[] IS NULL OR s.id = ANY(%(only)s))
), team AS (
  SELECT m.station_id, count(DISTINCT m.volunteer_id) AS n FROM registry_stationmember m
  JOIN registry_volunteer v ON v.id = m.volunteer_id AND v.state = 'active'
  WHERE m.starts_on <= %(on)s AND (m.ends_on IS NULL OR m.ends_on > %(on)s) GROUP BY 1
), thing AS (
  SELECT station_id, count(*) AS n FROM registry_stationfacility
  WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s) GROUP BY 1
), offer AS (
  SELECT station_id, count(*) AS n FROM registry_stationservice
  WHERE starts_on <= %(on)s AND (ends_on IS NULL OR ends_on > %(on)s) GROUP BY 1
), keeper AS (
  SELECT station_id, count(DISTINCT account_id) AS n FROM registry_grant
  WHERE station_id IS NOT NULL AND role = 'station-keeper' AND starts_on <= %(on)s
    AND (ends_on IS NULL OR ends_on >= %(on)s)
    AND (revoked_at IS NULL OR (revoked_at AT TIME ZONE 'Asia/Shanghai')::date > %(on)s) GROUP BY 1
), need AS (
  SELECT station_id, count(*) AS n FROM registry_stationneed
  WHERE asked_on > %(since)s AND asked_on <= %(on)s GROUP BY 1
), held AS (
  SELECT station_id, held_on AS day, kind FROM registry_stationsession
  WHERE held_on > %(since)s AND held_on <= %(on)s
), act AS (
  SELECT place.id AS station_id, (a.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day, a.state
  FROM service_activity a JOIN place ON place.region_id = a.region_id
  WHERE a.city = %(city)s AND a.state IN ('published', 'closed')
    AND a.starts_at >= (%(since)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
    AND a.starts_at < (%(on)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
), month AS (
  SELECT station_id, count(DISTINCT date_trunc('month', day)) AS n
  FROM (SELECT station_id, day FROM held UNION ALL SELECT station_id, day FROM act WHERE state = 'closed') AS days
  GROUP BY 1
), session AS (
  SELECT station_id, count(*) FILTER (WHERE kind = 'service') AS services,
         count(*) FILTER (WHERE kind = 'training') AS trainings FROM held GROUP BY 1
), activity AS (
  SELECT station_id, count(*) FILTER (WHERE state = 'closed') AS closed, count(*) AS shown FROM act GROUP BY 1
), project AS (
  SELECT place.id AS station_id, count(*) AS n FROM service_project p JOIN place ON place.region_id = p.region_id
  WHERE p.city = %(city)s AND p.starts_on <= %(on)s AND (p.ends_on IS NULL OR p.ends_on >= %(on)s) GROUP BY 1
)
SELECT place.id, coalesce(team.n, 0), coalesce(offer.n, 0) + coalesce(project.n, 0), coalesce(thing.n, 0),
       coalesce(keeper.n, 0), coalesce(month.n, 0), coalesce(session.services, 0) + coalesce(activity.closed, 0),
       coalesce(offer.n, 0) + coalesce(activity.shown, 0), coalesce(need.n, 0), coalesce(session.trainings, 0)
FROM place
LEFT JOIN team ON team.station_id = place.id LEFT JOIN thing ON thing.station_id = place.id
LEFT JOIN offer ON offer.station_id = place.id LEFT JOIN keeper ON keeper.station_id = place.id
LEFT JOIN need ON need.station_id = place.id LEFT JOIN month ON month.station_id = place.id
LEFT JOIN session ON session.station_id = place.id LEFT JOIN activity ON activity.station_id = place.id
LEFT JOIN project ON project.station_id = place.id
"""


def counts_on(city: str, on: date, only: Iterable[UUID] | None = None) -> dict[UUID, dict[str, int]]:
    """Every measure of every station that was open on a day (of all, or of those named). One query."""
    values: dict[str, Any] = {
        "city": city,
        "on": on,
        "since": on - YEAR,
        "only": None if only is None else list(only),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, values)
        return {key: dict(zip(MEASURES, numbers, strict=True)) for key, *numbers in cursor.fetchall()}


_PARTS = """
SELECT (SELECT count(*) FROM registry_stationservice WHERE station_id = %(station)s AND starts_on <= %(on)s
          AND (ends_on IS NULL OR ends_on > %(on)s)),
       (SELECT count(*) FROM service_project WHERE city = %(city)s AND region_id = %(region)s AND starts_on <= %(on)s
          AND (ends_on IS NULL OR ends_on >= %(on)s)),
       (SELECT count(*) FROM registry_stationsession WHERE station_id = %(station)s AND kind = 'service'
          AND held_on > %(since)s AND held_on <= %(on)s),
       count(*) FILTER (WHERE state = 'closed'), count(*)
FROM service_activity WHERE city = %(city)s AND region_id = %(region)s AND state IN ('published', 'closed')
  AND starts_at >= (%(since)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND starts_at < (%(on)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
"""


def parts_of(station: Station, on: date) -> dict[str, int]:
    """What ``projects``, ``activities`` and ``published`` of one station are made of; they add up to those. One query."""
    values: dict[str, Any] = {
        "station": station.pk,
        "region": station.region_id,
        "city": station.city,
        "on": on,
        "since": on - YEAR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, values)
        names = ("services", "projects", "sessions", "closed", "shown")
        return dict(zip(names, map(int, cursor.fetchone()), strict=True))
