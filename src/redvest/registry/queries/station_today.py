"""What waits at the stations that somebody keeps: needs without an answer, loans that are due, the team."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.models import Station, StationLoan, StationMember, StationNeed
from redvest.registry.rules.standing import Standing


def kept_stations(by: Standing) -> list[Station]:
    """By name, with their region."""
    return list(Station.objects.filter(pk__in=by.stations()).select_related("region").order_by("name", "id"))


def open_needs(stations: Collection[UUID]) -> QuerySet[StationNeed]:
    """The longest waiting first."""
    found = StationNeed.objects.filter(station__in=stations, answered_on__isnull=True)
    return found.select_related("station").order_by("asked_on", "id")


def loans_due(stations: Collection[UUID], on: date) -> QuerySet[StationLoan]:
    """Out, and to come back by this day; the longest due first."""
    found = StationLoan.objects.filter(station__in=stations, returned_on__isnull=True, due_on__lte=on)
    return found.select_related("station").order_by("due_on", "id")


def team_found(by: Standing, terms: list[str]) -> QuerySet[StationMember]:
    """People of the teams of the stations kept, by what a person is found by."""
    found = team_of(by.stations()).filter(volunteer__search__contains=terms)
    return found.select_related("volunteer", "station").order_by("volunteer__pinyin", "id")


def team_of(stations: Collection[UUID]) -> QuerySet[StationMember]:
    return StationMember.objects.filter(station__in=stations, ends_on__isnull=True)
