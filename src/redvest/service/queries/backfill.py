"""Reads back-fills, transfers and their files: in whose charge they lie, and what a volunteer has to say to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.service.choices import RequestState
from redvest.service.models import BackfillLine, BackfillRequest, EvidenceFile, TransferRequest


def backfills_for(by: Standing) -> QuerySet[BackfillRequest]:
    """Back-fills of the bodies that somebody works for and of the places that they govern, with their ``people``."""
    where = Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    rows = BackfillRequest.objects.filter(where, city=by.city)
    return rows.select_related("body").annotate(people=Count("lines"))


def transfers_for(by: Standing) -> QuerySet[TransferRequest]:
    """Transfers that the officers of a place decide on."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(body__region_path__startswith=path)
    rows = TransferRequest.objects.filter(where, city=by.city)
    return rows.select_related("body", "volunteer")


def waiting_requests(by: Standing) -> dict[str, QuerySet[Any]]:
    """The back-fills and transfers that wait for this officer, to be counted together with other things."""
    if not by.regions():
        return {}
    backfills = backfills_for(by).filter(state=RequestState.OPEN).exclude(asked_by_id=by.account_id)
    return {"backfills": backfills, "transfers": transfers_for(by).filter(state=RequestState.OPEN)}


def lines_waiting_for(volunteer_id: UUID) -> QuerySet[BackfillLine]:
    """Back-fills that name a volunteer and to which they have said nothing yet."""
    rows = BackfillLine.objects.filter(
        volunteer_id__in=records_of(volunteer_id), confirmed_at=None, objected_at=None
    )
    rows = rows.exclude(request__state=RequestState.REFUSED).filter(refusal="")
    return rows.select_related("request", "request__body").order_by("-request__starts_at", "id")


def transfers_of(volunteer_id: UUID) -> QuerySet[TransferRequest]:
    """What a volunteer has asked to take over, the latest first."""
    rows = TransferRequest.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("body").order_by("-asked_at", "-id")


def evidence_with_request(city: str, file_id: UUID) -> EvidenceFile | None:
    """A file with all that decides who may read it."""
    rows = EvidenceFile.objects.filter(pk=file_id, city=city)
    return rows.select_related("backfill__body", "transfer__body").first()
