"""Reads of perks: by star for everybody, for one person what is left of them, and whose code was shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from redvest.honour.choices import StarState
from redvest.honour.models import Perk, PerkCode, PerkUse, StarAward
from redvest.honour.perk_errors import PerkUnknown
from redvest.honour.queries.redeem import agreed, hash_of_code, running_on
from redvest.registry.policy import Standing
from redvest.registry.queries.within import within


def star_held(records: Iterable[UUID] | QuerySet[Any, UUID]) -> int:
    """The highest star granted and not ended; one that waits for a review still counts (ADR 26). 0 for none."""
    rows = StarAward.objects.filter(volunteer_id__in=records, state=StarState.GRANTED)
    return rows.aggregate(best=Max("level"))["best"] or 0


def running_perks(city: str, on: date) -> QuerySet[Perk]:
    """What works on a day, what is not announced included."""
    rows = Perk.objects.filter(running_on(on), agreed(on), city=city)
    return rows.select_related("partner__region")


def announced_perks(city: str, on: date) -> QuerySet[Perk]:
    """What everybody reads, by star."""
    return running_perks(city, on).filter(announced=True).order_by("least_star", "partner__name", "id")


def perks_at(partners: Collection[UUID], on: date) -> QuerySet[Perk]:
    """What works at these counters."""
    found = Perk.objects.filter(running_on(on), agreed(on), partner_id__in=partners)
    return found.select_related("partner").order_by("least_star", "title", "id")


def perks_in_charge(by: Standing) -> QuerySet[Perk]:
    """Those of the places governed; ``number`` is how often each was used."""
    rows = Perk.objects.filter(within(by), city=by.city).select_related("partner")
    return rows.annotate(number=Count("used"))


def perk_in_charge(by: Standing, key: UUID) -> Perk:
    """Raises PerkUnknown."""
    found = perks_in_charge(by).filter(pk=key).first()
    if found is None:
        raise PerkUnknown
    return found


def used_this_year(
    perks: Collection[UUID], records: Iterable[UUID] | QuerySet[Any, UUID], year: int
) -> dict[UUID, int]:
    """How often a person used each of these perks in a year. One query."""
    rows = PerkUse.objects.filter(perk_id__in=perks, volunteer_id__in=records, year=year)
    return dict(rows.order_by().values_list("perk_id").annotate(n=Count("pk")))


def confirmed_by_code(perks: Collection[UUID], code: str) -> set[UUID]:
    """For which of these perks a shown code has counted already."""
    rows = PerkUse.objects.filter(perk_id__in=perks, code_hash=hash_of_code(code))
    return set(rows.values_list("perk_id", flat=True))


def own_uses(by: Standing) -> QuerySet[PerkUse]:
    """What somebody used, the latest first."""
    rows = PerkUse.objects.filter(volunteer_id__in=by.records, city=by.city)
    return rows.select_related("perk__partner").order_by("-at", "-id")


def own_code(by: Standing) -> PerkCode | None:
    """What somebody shows, run out or not."""
    return PerkCode.objects.filter(volunteer_id__in=by.records[:1]).first()


def perk_code_shown(city: str, code: str) -> PerkCode | None:
    """Whose code this is, run out or not."""
    rows = PerkCode.objects.filter(city=city, code_hash=hash_of_code(code))
    return rows.select_related("volunteer").first()
