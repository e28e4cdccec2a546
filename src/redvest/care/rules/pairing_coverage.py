"""How far "1151" reaches in a place: three links, each counted so that places add up to the place above them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from redvest.care.rules.pairing import FIVE


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts alone, so that they can be added. ``led`` are volunteers led by the members, of ``wanted`` five each."""

    households: int = 0
    households_met: int = 0
    members: int = 0
    members_met: int = 0  # who have a household
    full: int = 0  # members who lead five
    led: int = 0
    zones: int = 0
    zones_met: int = 0
    others: int = 0  # live pairings of the other kinds

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def households_lacking(self) -> int:
        return self.households - self.households_met

    @property
    def members_lacking(self) -> int:
        return self.members - self.members_met

    @property
    def short(self) -> int:
        """Members who lead fewer than five."""
        return self.members - self.full

    @property
    def wanted(self) -> int:
        return FIVE * self.members

    @property
    def hands_lacking(self) -> int:
        """How many volunteers the members lack to lead five each."""
        return self.wanted - self.led

    @property
    def zones_lacking(self) -> int:
        return self.zones - self.zones_met

    @property
    def gaps(self) -> int:
        """Households without a member, members short of five, zones without a volunteer."""
        return self.households_lacking + self.short + self.zones_lacking

    @property
    def empty(self) -> bool:
        return not (self.households or self.members or self.zones or self.others)


NOTHING = Coverage()


def total(parts: Iterable[Coverage]) -> Coverage:
    return sum(parts, NOTHING)


def below(path: str, by_path: Mapping[str, Coverage]) -> Coverage:
    """What lies at a place and everywhere under it."""
    return total(each for where, each in by_path.items() if where.startswith(path))
