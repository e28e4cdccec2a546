"""Reads about awards: a person's, and those that wait for an officer."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.service.choices import AwardState
from redvest.service.models import AwardRecord


def awards_of(volunteer_id: UUID) -> QuerySet[AwardRecord]:
    """All of a volunteer's awards, also those refused or voided, the latest first."""
    rows = AwardRecord.objects.filter(volunteer_id__in=records_of(volunteer_id)).select_related("body")
    return rows.order_by("-on", "-id")


def recorded_awards(volunteer_id: UUID) -> QuerySet[AwardRecord]:
    """The awards on somebody's record."""
    return awards_of(volunteer_id).filter(state=AwardState.RECORDED)


def awards_in_charge(by: Standing) -> QuerySet[AwardRecord]:
    """Awards that came by application, of the people of the places that somebody governs, but not their own."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(volunteer__region_path__startswith=path)
    rows = AwardRecord.objects.filter(where, city=by.city, body__isnull=True)
    rows = rows.exclude(volunteer_id__in=by.records)
    return rows.select_related("volunteer")


def awards_to_verify(by: Standing) -> QuerySet[AwardRecord]:
    """Those of them that wait for an answer, the longest waiting first."""
    return awards_in_charge(by).filter(state=AwardState.APPLIED).order_by("created_at", "id")
