"""The headline numbers of a city: the one source for the command line, the API and the home page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from redvest.core.clock import CHINA, day_of
from redvest.oversight.choices import AssessmentState
from redvest.registry.choices import REAL_NAMES, BodyState, StationLevel, VolunteerState
from redvest.service.choices import Grade

ACTIVE_DAYS = 365
_MINUTES = "minutes:"

# One round trip, answered from indexes and from sums that are already there: no table is read through.
_HEADLINE = """
SELECT
  (SELECT count(*) FROM registry_volunteer
     WHERE city = %(city)s AND state = %(active)s AND real_name_state = ANY(%(real_names)s)),
  (SELECT count(*) FROM registry_body WHERE city = %(city)s AND state = %(body_active)s),
  (SELECT count(*) FROM service_project WHERE city = %(city)s),
  (SELECT count(*) FROM registry_station WHERE city = %(city)s AND opened_on <= %(today)s),
  (SELECT coalesce(jsonb_object_agg(level, n), '{}') FROM (
     SELECT level, count(*) AS n FROM (
       SELECT DISTINCT ON (station_id) level, valid_until FROM oversight_stationassessment
       WHERE city = %(city)s AND state = %(concluded)s AND assessed_on <= %(today)s
       ORDER BY station_id, assessed_on DESC, inspected_at DESC, id DESC) AS last
     WHERE valid_until >= %(today)s GROUP BY level) AS levels),
  (SELECT count(*) FROM oversight_lastservice WHERE city = %(city)s AND service_on > %(since)s),
  (SELECT population FROM registry_region WHERE code = %(city)s),
  (SELECT coalesce(jsonb_object_agg(measure, minutes), '{}') FROM (
     SELECT measure, sum(amount)::bigint AS minutes FROM oversight_tally WHERE city = %(city)s GROUP BY measure) AS sums)
"""


@dataclass(frozen=True, slots=True)
class Headline:
    """The numbers of one moment.

    volunteers: on the register, active, real name checked or verified. organizations: active. projects: all ever
    begun. stations: open ones; standardised and basic by the last assessment that still stands. service_hours:
    the sum of the ledger, voids and corrections included. active_volunteers: with hours on a
    day of the last 365. population: residents, None where nobody entered it.
    """

    volunteers: int
    organizations: int
    projects: int
    service_hours: int | float
    stations: int
    stations_standardised: int
    stations_basic: int
    active_volunteers: int
    population: int | None
    as_of: datetime
    minutes_by_grade: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """What ``redvest stats --json`` prints and the API answers."""
        return asdict(self) | {"as_of": self.as_of.astimezone(CHINA).isoformat(timespec="seconds")}


def headline(city: str, at: datetime) -> Headline:
    """The city's numbers now; ``at`` says which year counts as active and what moment they are told for. One query."""
    values: dict[str, Any] = {
        "city": city, "active": VolunteerState.ACTIVE.value, "real_names": list(REAL_NAMES),
        "body_active": BodyState.ACTIVE.value, "concluded": AssessmentState.CONCLUDED.value,
        "today": day_of(at), "since": day_of(at) - timedelta(days=ACTIVE_DAYS),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HEADLINE, values)
        volunteers, organizations, projects, stations, levels, active, population, sums = cursor.fetchone()
    minutes, levels = _by_grade(sums), _object(levels)
    return Headline(
        volunteers, organizations, projects, hours(sum(minutes.values())), stations,
        levels.get(StationLevel.STANDARDISED, 0), levels.get(StationLevel.BASIC, 0), active, population, at, minutes,
    )  # fmt: skip


def hours(minutes: int) -> int | float:
    """Minutes as hours: whole when they are whole, else with two decimals."""
    whole, rest = divmod(minutes, 60)
    return round(minutes / 60, 2) if rest else whole


def _by_grade(sums: dict[str, int] | str) -> dict[str, int]:
    found = _object(sums)
    return {grade.value: int(found.get(f"{_MINUTES}{grade.value}", 0)) for grade in Grade}


def _object(value: dict[str, int] | str) -> dict[str, int]:
    return json.loads(value) if isinstance(value, str) else value
