"""Stations with their level: for who is in charge of them, and for everybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import CharField
from django.db.models.functions import Coalesce

from redvest.core.search import query_terms
from redvest.oversight.assessment_errors import AssessmentUnknown
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.queries.station_level import standing_assessments
from redvest.oversight.rules.station_assessment import DUE_AHEAD
from redvest.oversight.station_proof_errors import ProofUnknown
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station


def stations_with_level(city: str, on: date) -> QuerySet[Station]:
    """Every open station with ``level`` ("none" without one), ``assessed_on`` and ``valid_until`` as they are on a day."""
    last = standing_assessments(city, on).filter(station_id=OuterRef("pk"))
    found = Station.objects.filter(city=city, opened_on__lte=on).select_related("region")
    none = Value(StationLevel.NONE.value)
    return found.annotate(
        level=Coalesce(Subquery(last.values("level")[:1]), none, output_field=CharField()),
        assessed_on=Subquery(last.values("assessed_on")[:1], output_field=DateField()),
        valid_until=Subquery(last.values("valid_until")[:1], output_field=DateField()),
    )


def narrowed(
    rows: QuerySet[Station], on: date, *, words: str = "", level: str = "", due: bool = False
) -> QuerySet[Station]:
    """Only those that are so named, of this level, or due to be assessed again."""
    if words:
        rows = rows.filter(search__contains=query_terms(words))
    if level in StationLevel.values:
        rows = rows.filter(Q(level=level))
    if due:
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__lte=on + DUE_AHEAD))
    return rows


def proofs_of(station: Station) -> QuerySet[StationProof]:
    """The proofs of a station: those that wait first, then the latest."""
    waits = F("decided_at").desc(nulls_first=True)
    found = StationProof.objects.filter(station=station).select_related("added_by", "decided_by")
    return found.order_by(waits, "-taken_on", "-id")


def proof_of(station: Station, key: UUID) -> StationProof:
    """Raises ProofUnknown."""
    found = StationProof.objects.select_related("station__region").filter(pk=key, station=station).first()
    if found is None:
        raise ProofUnknown
    return found


def assessments_of(station: Station) -> QuerySet[StationAssessment]:
    """Every round, the latest first."""
    found = StationAssessment.objects.filter(station=station).select_related("submitted_by", "inspected_by")
    return found.order_by("-submitted_at", "-id")


def open_assessment(station: Station) -> StationAssessment:
    """The one that waits for a visit. Raises AssessmentUnknown."""
    rows = StationAssessment.objects.select_related("station__region")
    found = rows.filter(station=station, state=AssessmentState.SUBMITTED).first()
    if found is None:
        raise AssessmentUnknown
    return found


def proofs_waiting(station: Station) -> bool:
    return StationProof.objects.filter(station=station, state=ProofState.SUBMITTED).exists()
