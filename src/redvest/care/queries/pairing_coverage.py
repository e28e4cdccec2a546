"""What "1151" reaches on a day, per community and per branch; parts add up. As many queries for one place as for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.care.choices import PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember
from redvest.care.rules.pairing import FIVE
from redvest.care.rules.pairing_coverage import Coverage, below, total
from redvest.registry.models import Body, Region, SanitationZone
from redvest.registry.queries.grid import keepings_on


@dataclass(frozen=True, slots=True)
class PlaceLine:
    region: Region
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class BranchLine:
    branch: Body
    coverage: Coverage


def live_on(day: date) -> QuerySet[Pairing]:
    """What was paired on a day; the day of the end is none any more."""
    ends = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    return Pairing.objects.filter(
        ends, state__in=(PairingState.LIVE, PairingState.ENDED), starts_on__lte=day
    ).order_by()


def households_on(day: date) -> QuerySet[Any]:
    """Households that were to be looked after on a day; ``met``: a member did."""
    open_ = Q(closed_on__isnull=True) | Q(closed_on__gt=day)
    helped = live_on(day).filter(kind=PairingKind.HOUSEHOLD, household=OuterRef("pk"))
    rows = Household.objects.filter(open_, entered_on__lte=day).order_by()
    return rows.annotate(met=Exists(helped))


def members_on(day: date) -> QuerySet[Any]:
    """Members on a day who had agreed; ``met``: they had a household; ``hands``: how many they led."""
    here = Q(left_on__isnull=True) | Q(left_on__gt=day)
    homes = live_on(day).filter(kind=PairingKind.HOUSEHOLD, member=OuterRef("pk"))
    ends = Q(pairings__ends_on__isnull=True) | Q(pairings__ends_on__gt=day)
    led = ends & Q(
        pairings__kind=PairingKind.LED,
        pairings__state__in=(PairingState.LIVE, PairingState.ENDED),
        pairings__starts_on__lte=day,
    )
    rows = PartyMember.objects.filter(here, joined_on__lte=day, agreed_at__isnull=False).order_by()
    return rows.annotate(met=Exists(homes), hands=Count("pairings", filter=led))


def zones_on(day: date) -> QuerySet[Any]:
    """Zones; ``met``: a volunteer keeps it on that day."""
    kept = keepings_on(day).filter(zone=OuterRef("pk")).order_by()
    return SanitationZone.objects.order_by().annotate(met=Exists(kept))


def coverage_by_path(city: str, path: str, day: date) -> dict[str, Coverage]:
    """Each place that has something to count, at or below one. Four queries."""
    here = {"city": city, "region_path__startswith": path}
    parts: list[tuple[str, Coverage]] = []
    for where, met, n in _grouped(households_on(day).filter(**here), "region_path"):
        parts.append((where, Coverage(households=n, households_met=n if met else 0)))
    for where, met, hands in members_on(day).filter(**here).values_list("region_path", "met", "hands"):
        parts.append((where, _of_member(met, hands)))
    zones = zones_on(day).filter(city=city, grid__region_path__startswith=path)
    for where, met, n in _grouped(zones, "grid__region_path"):
        parts.append((where, Coverage(zones=n, zones_met=n if met else 0)))
    others = live_on(day).filter(**here).exclude(kind__in=(PairingKind.HOUSEHOLD, PairingKind.LED))
    for where, n in others.values_list("region_path").annotate(n=Count("pk")):
        parts.append((where, Coverage(others=n)))
    found: dict[str, Coverage] = {}
    for where, part in parts:
        found[where] = found.get(where, Coverage()) + part
    return found


def coverage_of(region: Region, day: date) -> tuple[Coverage, list[PlaceLine]]:
    """A place and the places directly below it, the one with the most gaps first. Five queries, however many places."""
    found = coverage_by_path(region.city, region.path, day)
    lines = [
        PlaceLine(child, below(child.path, found))
        for child in Region.objects.filter(parent=region).order_by("code")
    ]
    lines.sort(key=lambda line: (-line.coverage.gaps, line.region.code))
    return below(region.path, found), lines


def coverage_of_branches(branches: list[Body], day: date) -> list[BranchLine]:
    """Each branch by its members, wherever they reported; the one with the most gaps first. One query."""
    found: dict[UUID, Coverage] = {}
    rows = members_on(day).filter(branch__in=branches)
    for branch, met, hands in rows.values_list("branch_id", "met", "hands"):
        found[branch] = found.get(branch, Coverage()) + _of_member(met, hands)
    lines = [BranchLine(each, found.get(each.pk, Coverage())) for each in branches]
    return sorted(lines, key=lambda line: (-line.coverage.hands_lacking, line.branch.name))


def summed(lines: list[BranchLine]) -> Coverage:
    return total(line.coverage for line in lines)


def _of_member(met: bool, hands: int) -> Coverage:
    return Coverage(members=1, members_met=int(met), full=int(hands >= FIVE), led=hands)


def _grouped(rows: QuerySet[Any], path: str) -> list[tuple[str, bool, int]]:
    return list(rows.values_list(path, "met").annotate(n=Count("pk")))
