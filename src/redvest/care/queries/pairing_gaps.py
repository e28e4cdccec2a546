"""What a community or a branch lacks, row by row: lists behind the counts of ``pairing_coverage.py``, of the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from redvest.care.models import Household, PartyMember
from redvest.care.queries.pairing_coverage import households_on, members_on, zones_on
from redvest.care.rules.pairing import FIVE
from redvest.registry.models import Body, Region, SanitationZone

MOST = 200


@dataclass(frozen=True, slots=True)
class ShortMember:
    """A member who leads fewer than five."""

    member: PartyMember
    hands: int

    @property
    def lacking(self) -> int:
        return FIVE - self.hands


@dataclass(frozen=True, slots=True)
class Gaps:
    households: list[Household]  # without a member
    members: list[PartyMember]  # without a household
    short: list[ShortMember]
    zones: list[SanitationZone]  # without a volunteer


def gaps_of(region: Region, day: date) -> Gaps:
    """At most ``MOST`` of each, in the order in which one goes through a place. Three queries."""
    people = members_on(day).filter(city=region.city, region_path__startswith=region.path)
    zones = zones_on(day).filter(met=False, city=region.city, grid__region_path__startswith=region.path)
    shown = zones.select_related("grid__community").order_by("grid__name", "name", "id")
    return _gaps(_homes(region.city, region.path, day), people, list(shown[:MOST]))


def gaps_of_branch(branch: Body, day: date) -> Gaps:
    """What a branch has to do: its own members, and the households of its area that they could look after. Two queries."""
    homes = _homes(branch.city, branch.region_path, day)
    return _gaps(homes, members_on(day).filter(branch=branch), [])


def _homes(city: str, path: str, day: date) -> QuerySet[Any]:
    found = households_on(day).filter(met=False, city=city, region_path__startswith=path)
    return found.select_related("region", "grid").order_by("region_path", "serial")


def _gaps(homes: QuerySet[Any], people: QuerySet[Any], zones: list[SanitationZone]) -> Gaps:
    rows = people.select_related("volunteer", "branch", "region")
    members = list(rows.order_by("volunteer__pinyin", "id"))
    short = [ShortMember(each, each.hands) for each in members if each.hands < FIVE]
    return Gaps(
        households=list(homes[:MOST]),
        members=[each for each in members if not each.met][:MOST],
        short=short[:MOST],
        zones=zones,
    )
