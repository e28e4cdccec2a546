"""What a community lacks, row by row: the lists behind the counts of ``pairing_coverage.py``, of the same querysets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from redvest.care.models import Household, PartyMember
from redvest.care.queries.pairing_coverage import households_on, members_on, zones_on
from redvest.care.rules.pairing import FIVE
from redvest.registry.models import Region, SanitationZone

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
    here = {"city": region.city, "region_path__startswith": region.path}
    homes = households_on(day).filter(met=False, **here).select_related("region", "grid")
    people = members_on(day).filter(**here).select_related("volunteer", "branch", "region")
    members = list(people.order_by("volunteer__pinyin", "id"))
    zones = zones_on(day).filter(met=False, city=region.city, grid__region_path__startswith=region.path)
    short = [ShortMember(each, each.hands) for each in members if each.hands < FIVE]
    return Gaps(
        households=list(homes.order_by("region_path", "serial")[:MOST]),
        members=[each for each in members if not each.met][:MOST],
        short=short[:MOST],
        zones=list(zones.select_related("grid__community").order_by("grid__name", "name", "id")[:MOST]),
    )
