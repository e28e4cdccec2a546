"""Reads what a station holds and what its work log says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum, Window

from redvest.registry.choices import SessionKind
from redvest.registry.loan_errors import LoanUnknown
from redvest.registry.models import (
    Station,
    StationFacility,
    StationLoan,
    StationMember,
    StationNeed,
    StationService,
    StationSession,
)
from redvest.registry.station_errors import NeedUnknown, SessionUnknown, StationServiceUnknown

YEAR = timedelta(days=365)


def facilities_of(station_id: UUID) -> QuerySet[StationFacility]:
    return StationFacility.objects.filter(station_id=station_id, ends_on__isnull=True).order_by("name")


def services_of(station_id: UUID) -> QuerySet[StationService]:
    return StationService.objects.filter(station_id=station_id, ends_on__isnull=True).order_by("name")


def service_of(station: Station, key: UUID) -> StationService:
    """A service of this station. Raises StationServiceUnknown."""
    found = StationService.objects.select_related("station__region").filter(pk=key, station=station).first()
    if found is None:
        raise StationServiceUnknown
    return found


def sessions_of(station_id: UUID) -> QuerySet[StationSession]:
    """The work log, the latest first."""
    found = StationSession.objects.filter(station_id=station_id).select_related("service")
    return found.order_by("-held_on", "-id")


def needs() -> QuerySet[StationNeed]:
    """Those that wait before those that are answered, the latest first."""
    return StationNeed.objects.select_related("station__region", "call").order_by(
        F("answered_on").desc(nulls_first=True), "-asked_on", "-id"
    )


def need_of(station: Station, key: UUID) -> StationNeed:
    """A need at this station. Raises NeedUnknown."""
    found = StationNeed.objects.select_related("station__region").filter(pk=key, station=station).first()
    if found is None:
        raise NeedUnknown
    return found


def session_of(station: Station, key: UUID) -> StationSession:
    """A line of this station's work log. Raises SessionUnknown."""
    found = StationSession.objects.select_related("station__region").filter(pk=key, station=station).first()
    if found is None:
        raise SessionUnknown
    return found


def left_of(station_id: UUID) -> list[tuple[StationFacility, int]]:
    """The things with how many of each are there now. Two queries."""
    out = dict(
        loans_out(station_id)
        .order_by()
        .values_list("thing")
        .annotate(n=Count("pk"))
        .values_list("thing", "n")
    )
    return [(each, max(0, each.count - out.get(each.name, 0))) for each in facilities_of(station_id)]


def members_of(station_id: UUID) -> QuerySet[StationMember]:
    """The team, the longest first."""
    live = StationMember.objects.filter(station_id=station_id, ends_on__isnull=True)
    return live.select_related("volunteer").order_by("starts_on", "id")


def in_team(station_id: UUID, records: Collection[UUID]) -> bool:
    """Whether one of a person's records is of the team."""
    live = StationMember.objects.filter(station_id=station_id, ends_on__isnull=True)
    return bool(records) and live.filter(volunteer_id__in=records).exists()


def loans_out(station_id: UUID) -> QuerySet[StationLoan]:
    """What is lent out, the earliest due first."""
    return StationLoan.objects.filter(station_id=station_id, returned_on__isnull=True).order_by(
        "due_on", "id"
    )


def loans_back(station_id: UUID) -> QuerySet[StationLoan]:
    """What came back, the latest first; thirty days after, the borrower is forgotten with the row."""
    return (
        StationLoan.objects.filter(station_id=station_id, returned_on__isnull=False)
        .exclude(borrower="")
        .order_by("-returned_on", "-id")
    )


def loan_of(station: Station, key: UUID) -> StationLoan:
    """A loan of this station. Raises LoanUnknown."""
    found = StationLoan.objects.select_related("station__region").filter(pk=key, station=station).first()
    if found is None:
        raise LoanUnknown
    return found


@dataclass(frozen=True, slots=True)
class Footfall:
    """A year's work log: occasions of service and who was served, who simply came by, trainings and meetings."""

    sessions: int
    visitors: int
    passers: int
    gatherings: int


def footfall(station_id: UUID, today: date) -> Footfall:
    """Of the 365 days that end today."""
    return footfall_in(sessions_counted(station_id, today)[:1])


def sessions_counted(station_id: UUID, today: date) -> QuerySet[StationSession]:
    """The work log, each line with the year's footfall beside it: both lists of the page in one query."""
    year = Q(held_on__gt=today - YEAR, held_on__lte=today)
    served, passing = Q(kind=SessionKind.SERVICE), Q(kind=SessionKind.VISIT)
    return sessions_of(station_id).annotate(
        year_sessions=Window(Count("pk", filter=year & served)),
        year_came=Window(Sum("visitors", filter=year & served)),
        year_passed=Window(Sum("visitors", filter=year & passing)),
        year_met=Window(Count("pk", filter=year & ~served & ~passing)),
    )


def footfall_in(counted: Iterable[StationSession]) -> Footfall:
    """What the lines of ``sessions_counted`` say; nothing for a log without lines."""
    for each in counted:
        said: Any = each
        return Footfall(
            said.year_sessions, int(said.year_came or 0), int(said.year_passed or 0), said.year_met
        )
    return Footfall(0, 0, 0, 0)
