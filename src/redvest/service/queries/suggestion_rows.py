"""The statement that finds what somebody could do: everything they may join, have time for and there is room for.

It stands beside the statement of signing up (``actions/signup_statement.py``) and asks the same of a person, but over
all that is open. The nearest in place and time are taken first from the activities alone, so that it costs the same
in a city with ten times as many; in which order they are shown is decided by ``rules/ranking.py``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from redvest.core.db.prepared import fetch_prepared
from redvest.service.queries.seeker import Seeker

AHEAD = timedelta(days=30)
LOOKED_AT, CANDIDATES = 600, 200

_FOUND = """
WITH open_ones AS (
    SELECT a.id, a.region_path, a.domain_id, a.starts_at, a.ends_at, away.metres
    FROM service_activity AS a CROSS JOIN LATERAL (
        SELECT CASE WHEN a.lat + a.lon + %(lat)s::float8 + %(lon)s::float8 IS NOT NULL THEN
               12742000 * asin(sqrt(least(1, greatest(0,
               power(sin(radians(a.lat - %(lat)s::float8) / 2), 2) + cos(radians(%(lat)s::float8))
               * cos(radians(a.lat)) * power(sin(radians(a.lon - %(lon)s::float8) / 2), 2))))) END AS metres) AS away
    WHERE a.city = %(city)s AND a.state = 'published' AND a.starts_at < %(until)s AND a.ends_at > %(at)s
      AND a.signup_opens_at <= %(at)s AND a.signup_closes_at > %(at)s
    ORDER BY coalesce(away.metres, CASE WHEN starts_with(a.region_path, %(home)s::text) THEN 8000 ELSE 20000 END) / 3000
             + extract(epoch FROM a.starts_at - %(at)s) / 259200, a.id
    LIMIT %(looked_at)s
)
SELECT a.id, post.id, post.title, post.begins, post.ends, post.places, post.taken, post.skills,
       a.region_path, a.domain_id, a.metres,
       EXISTS (SELECT FROM service_post AS beside WHERE beside.activity_id = a.id AND beside.id <> post.id)
FROM open_ones AS a CROSS JOIN LATERAL (
    SELECT p.id, p.title, p.places, p.taken, p.skills, served.begins, served.ends
    FROM service_post AS p CROSS JOIN LATERAL (
        SELECT coalesce(p.starts_at, a.starts_at) AS begins, coalesce(p.ends_at, a.ends_at) AS ends,
               (coalesce(p.starts_at, a.starts_at) AT TIME ZONE 'Asia/Shanghai')::date AS day) AS served
    WHERE p.activity_id = a.id AND p.taken < p.places AND served.ends > %(at)s
      AND (p.min_age IS NULL OR %(birth_on)s::date <= served.day - make_interval(years => p.min_age))
      AND (p.max_age IS NULL OR %(birth_on)s::date > served.day - make_interval(years => p.max_age + 1))
      AND NOT EXISTS (
          SELECT FROM service_postcourse AS need WHERE need.post_id = p.id AND NOT EXISTS (
              SELECT FROM service_trainingrecord AS had
              WHERE had.volunteer_id = ANY(%(records)s) AND had.course_id = need.course_id AND had.voided_at IS NULL
                AND (had.expires_on IS NULL OR had.expires_on >= served.day)))
      AND (p.qualifications = '{}' OR p.qualifications <@ ARRAY(
          SELECT held.kind FROM registry_qualification AS held
          WHERE held.volunteer_id = ANY(%(records)s) AND held.state = 'verified'
            AND (held.expires_on IS NULL OR held.expires_on >= served.day)))
      AND NOT p.gated AND (p.opens_at IS NULL OR p.opens_at <= %(at)s)
      AND NOT (p.needs_review AND EXISTS (
          SELECT FROM service_signup AS late
          WHERE late.post_id = p.id AND late.state = 'applied' AND late.answer_by < %(at)s))
      AND NOT EXISTS (
          SELECT FROM registry_dutyturn AS duty
          WHERE duty.volunteer_id = ANY(%(records)s) AND duty.state = 'taken'
            AND duty.starts_at < served.ends AND duty.ends_at > served.begins)
      AND NOT EXISTS (
          SELECT FROM service_signup AS mine
          WHERE mine.volunteer_id = ANY(%(records)s) AND mine.state IN ('applied', 'confirmed', 'waiting', 'offered')
            AND (mine.activity_id = a.id OR mine.period && tstzrange(served.begins, served.ends)))
    ORDER BY p.taken::float / p.places, p."order", p.id LIMIT 1
) AS post
ORDER BY post.begins, a.id
LIMIT %(candidates)s
"""


class Candidate(NamedTuple):
    """The emptiest post of an activity that somebody could take; ``metres`` is None without a place to set out from."""

    activity: UUID
    post: UUID
    title: str
    begins: datetime
    ends: datetime
    places: int
    taken: int
    skills: list[str]
    region_path: str
    domain: str
    metres: float | None
    several: bool  # whether the activity has other posts, so that this one has to be named


def candidates(who: Seeker, at: datetime) -> list[Candidate]:
    """At most two hundred, one for each activity, in one statement."""
    lon, lat = who.point or (None, None)
    values = {
        "lon": lon, "lat": lat, "city": who.volunteer.city, "at": at, "until": at + AHEAD, "home": who.home,
        "birth_on": who.volunteer.birth_on, "records": list(who.records), "looked_at": LOOKED_AT,
        "candidates": CANDIDATES,
    }  # fmt: skip
    return [Candidate._make(row) for row in fetch_prepared(_FOUND, values)]
