"""Reads the tree of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from redvest.core.errors import NotFound
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region, Station
from redvest.registry.models.region import RegionQuerySet
from redvest.registry.registration_errors import RegionUnknown


@dataclass(frozen=True, slots=True)
class Branch:
    """A place with the places directly below it."""

    region: Region
    children: tuple[Branch, ...]


def tree(city: str, *, down_to: RegionLevel = RegionLevel.COMMUNITY) -> Branch:
    """The whole city from its root, in one query."""
    levels = list(RegionLevel)[: list(RegionLevel).index(down_to) + 1]
    below: dict[str | None, list[Region]] = {}
    for region in Region.objects.filter(city=city, level__in=levels).order_by("code"):
        below.setdefault(region.parent_id, []).append(region)
    roots = below.get(None)
    if not roots:
        raise NotFound
    return _branch(roots[0], below)


def _branch(region: Region, below: dict[str | None, list[Region]]) -> Branch:
    return Branch(region, tuple(_branch(child, below) for child in below.get(region.pk, [])))


def children(code: str) -> RegionQuerySet:
    """The places directly below one, for choosing step by step."""
    return Region.objects.filter(parent_id=code).order_by("code")


def by_code(code: str) -> Region:
    """The place. Raises NotFound."""
    region = Region.objects.filter(pk=code).first()
    if region is None:
        raise NotFound
    return region


def living_region(city: str, code: str) -> Region:
    """A place of this city in which somebody can live: any but the city as a whole. Raises RegionUnknown."""
    region = Region.objects.filter(pk=code, city=city).exclude(level=RegionLevel.CITY).first()
    if region is None:
        raise RegionUnknown
    return region


def region_in(city: str, code: str) -> Region:
    """Any place of this city, the city itself among them. Raises RegionUnknown."""
    region = Region.objects.filter(pk=code, city=city).first()
    if region is None:
        raise RegionUnknown
    return region


def city_region(city: str) -> Region:
    """The root of a city's tree."""
    return by_code(city)


def districts(city: str) -> RegionQuerySet:
    """The city's districts and zones."""
    levels = [RegionLevel.DISTRICT, RegionLevel.ZONE]
    return Region.objects.filter(city=city, level__in=levels).order_by("code")


def full_name(region: Region) -> str:
    """From the district down: 渝水区 · 城南街道 · 百花湖社区."""
    return joined_names(names_above(region)) or region.name


def names_above(region: Region) -> dict[str, str]:
    """The path and name of a place and of every place above it, from the city down. One query."""
    return dict(Region.objects.above(region).values_list("path", "name"))


def joined_names(names: Mapping[str, str]) -> str:
    """Of ``names_above``: 渝水区 · 城南街道 · 百花湖社区, without the city."""
    return " · ".join(name for path, name in names.items() if path.count("/") > 1)


def stations(city: str) -> QuerySet[Station]:
    """The city's stations with their communities."""
    return Station.objects.filter(city=city).select_related("region").order_by("region_id", "name")
