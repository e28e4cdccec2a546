"""The level of stations: that of the last assessment concluded by a day, as long as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from redvest.oversight.choices import AssessmentState
from redvest.oversight.models import StationAssessment
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station


def standing_assessments(city: str, on: date) -> QuerySet[StationAssessment]:
    """The last one of each station, if it has not run out on that day."""
    concluded = StationAssessment.objects.filter(
        city=city, state=AssessmentState.CONCLUDED, assessed_on__lte=on
    )
    last = (
        concluded.filter(station_id=OuterRef("station_id"))
        .order_by("-assessed_on", "-inspected_at", "-id")
        .values("pk")[:1]
    )
    return concluded.filter(pk=Subquery(last), valid_until__gte=on)


def levels_of(city: str, on: date, only: Iterable[UUID] | None = None) -> dict[UUID, StationLevel]:
    """The level that each station has on a day; those without one are not in it. One query."""
    rows = standing_assessments(city, on)
    if only is not None:
        rows = rows.filter(station_id__in=list(only))
    return {key: StationLevel(level) for key, level in rows.values_list("station_id", "level")}


def level_counts(city: str, on: date, path: str = "") -> dict[StationLevel, int]:
    """How many stations have each level on a day, in a city or a part of it; NONE counts those without one. Two queries."""
    stations = Station.objects.filter(city=city, region__path__startswith=path, opened_on__lte=on)
    keys = list(stations.order_by().values_list("pk", flat=True))
    found = Counter(levels_of(city, on, keys).values()) if keys else Counter[StationLevel]()
    levelled = found[StationLevel.STANDARDISED] + found[StationLevel.BASIC]
    return {
        StationLevel.STANDARDISED: found[StationLevel.STANDARDISED],
        StationLevel.BASIC: found[StationLevel.BASIC],
        StationLevel.NONE: len(keys) - levelled,
    }
