"""Reads a station's opening hours."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.registry.models import Station, StationDay, StationOpening
from redvest.registry.opening_errors import StationUnknown
from redvest.registry.rules.opening import Exceptional, Weekly
from redvest.registry.rules.standing import Standing


def openings_from(station_id: UUID, day: date) -> QuerySet[StationOpening]:
    """The weekly openings that hold on a day or later, in the order of the week."""
    live = Q(until__isnull=True) | Q(until__gte=day)
    found = StationOpening.objects.filter(live, station_id=station_id).select_related("station__region")
    return found.order_by("weekday", "opens", "id")


def special_days_from(station_id: UUID, day: date) -> QuerySet[StationDay]:
    """The days that differ, from one day on."""
    return StationDay.objects.filter(station_id=station_id, day__gte=day).order_by("day")


def hours_from(station_id: UUID, day: date) -> tuple[list[Weekly], list[Exceptional]]:
    """What ``rules/opening.py`` asks for, in two queries."""
    week = [weekly(row) for row in openings_from(station_id, day)]
    days = [
        Exceptional(row.day, row.opens, row.closes, row.note) for row in special_days_from(station_id, day)
    ]
    return week, days


def weekly(row: StationOpening) -> Weekly:
    """A row as ``rules/opening.py`` knows it."""
    return Weekly(row.weekday, row.opens, row.closes, row.since, row.until)


def station_of(city: str, key: UUID) -> Station:
    """A station of a city with its region. Raises StationUnknown."""
    found = Station.objects.select_related("region").filter(pk=key, city=city).first()
    if found is None:
        raise StationUnknown
    return found


def kept_station(by: Standing, key: UUID) -> Station:
    """One that somebody keeps or governs; any other is unknown to them. Raises StationUnknown."""
    found = station_of(by.city, key)
    if not by.keeps(found.pk, found.region.path):
        raise StationUnknown
    return found
