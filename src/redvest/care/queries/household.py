"""Reads households by their public number: whose they are is opened by ``actions/household.py`` alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from redvest.care.choices import PairingState
from redvest.care.models import Household, Pairing
from redvest.care.pairing_errors import HouseholdUnknown
from redvest.care.rules.pairing_keepers import branches_of
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing
from redvest.registry.queries.within import within


def households_of(by: Standing, region: Region | None = None) -> QuerySet[Household]:
    """Those of the places governed, and those in the area of an organisation that somebody keeps."""
    where = within(by)
    if kept := branches_of(by):
        for path in Body.objects.filter(pk__in=kept).values_list("region_path", flat=True):
            where |= Q(region_path__startswith=path)
    found = Household.objects.filter(where, city=by.city).select_related("region", "grid")
    return found.filter(region_path__startswith=region.path) if region else found


def with_helpers(rows: QuerySet[Household]) -> QuerySet[Household]:
    """With what is live or asked for each, as ``open_pairings``, in one more query however many there are."""
    live = Pairing.objects.filter(state__in=(PairingState.ASKED, PairingState.LIVE))
    live = live.select_related("member__volunteer", "volunteer", "body").order_by("kind", "state", "id")
    return rows.prefetch_related(Prefetch("pairings", live, to_attr="open_pairings"))


def household_for(by: Standing, key: UUID) -> Household:
    """One that somebody keeps. Raises HouseholdUnknown."""
    found = with_helpers(households_of(by)).filter(pk=key).first()
    if found is None:
        raise HouseholdUnknown
    return found


def is_looked_after_by(household: Household, records: Collection[UUID]) -> bool:
    """Whether one of these records is paired with it now."""
    mine = Q(member__volunteer_id__in=records) | Q(volunteer_id__in=records)
    return Pairing.objects.filter(mine, household_id=household.pk, state=PairingState.LIVE).exists()
