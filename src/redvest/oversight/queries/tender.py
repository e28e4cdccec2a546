"""Tender notices and the offers for them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from redvest.oversight.choices import TenderState
from redvest.oversight.models import Bid, Contract, ProjectPlan, TenderNotice
from redvest.oversight.tender_errors import BidUnknown, TenderUnknown


def tender_of(city: str, key: UUID) -> TenderNotice:
    """Raises TenderUnknown."""
    rows = TenderNotice.objects.select_related("plan__project__body", "plan__region", "decided_by")
    found = rows.filter(pk=key, city=city).first()
    if found is None:
        raise TenderUnknown
    return found


def tenders_of(plan: ProjectPlan) -> QuerySet[TenderNotice]:
    found = TenderNotice.objects.filter(plan=plan).annotate(offers=Count("bids"))
    return found.order_by("-drafted_at", "-id")


def public_tenders(city: str) -> QuerySet[TenderNotice]:
    """Every notice that was ever out, the latest first."""
    rows = TenderNotice.objects.filter(city=city).exclude(state=TenderState.DRAFT)
    return rows.select_related("plan__region").order_by("-published_on", "-id")


def bids_of(tender: TenderNotice) -> QuerySet[Bid]:
    """From the lowest price on."""
    found = Bid.objects.filter(tender=tender).select_related("body", "offered_by")
    return found.order_by("amount_fen", "id")


def bid_of(tender: TenderNotice, key: UUID) -> Bid:
    """Raises BidUnknown."""
    found = Bid.objects.select_related("body", "tender__plan").filter(tender=tender, pk=key).first()
    if found is None:
        raise BidUnknown
    return found


def has_contract(tender: TenderNotice) -> bool:
    """Whether a contract came of it."""
    return Contract.objects.filter(bid__tender=tender).exists()


def award_of(tender: TenderNotice) -> Bid | None:
    return Bid.objects.select_related("body").filter(tender=tender, awarded=True).first()


def awards_to_contract(plan: ProjectPlan) -> QuerySet[Bid]:
    """Awarded offers of a plan without a contract."""
    rows = Bid.objects.filter(tender__plan=plan, awarded=True, contract__isnull=True)
    return rows.select_related("body", "tender")


def public_tender_of(city: str, key: UUID) -> TenderNotice:
    """One that was ever out. Raises TenderUnknown."""
    found = tender_of(city, key)
    if found.state == TenderState.DRAFT:
        raise TenderUnknown
    return found
