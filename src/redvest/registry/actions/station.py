"""A station is put on the register, or its name, address and point are mended; an officer of its place does."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.identifiers import uuid7
from redvest.core.search import index_text
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region, Station
from redvest.registry.policy import Standing, require_governs
from redvest.registry.rules.sheet_stations import degrees
from redvest.registry.rules.station_facts import (
    StationOpenedWrong,
    StationPlaceWrong,
    StationTaken,
    checked_facts,
)


@transaction.atomic
def add_station(
    *,
    by: Standing,
    community: Region,
    name: str,
    address: str,
    lon: str = "",
    lat: str = "",
    opened_on: date | None = None,
    at: datetime,
) -> Station:
    """A station of a community; without a point it stands where its community does.

    Raises NotAllowed, StationPlaceWrong, StationFactsWrong, StationOpenedWrong, StationTaken, CellFault for a point
    out of China.
    """
    require_governs(by, community.path)
    if community.level != RegionLevel.COMMUNITY:
        raise StationPlaceWrong
    name, address = checked_facts(name, address)
    point = degrees(lon.strip(), lat.strip())
    if point is None and community.lon is not None and community.lat is not None:
        point = community.lon, community.lat
    if point is None:
        raise StationPlaceWrong
    opened = opened_on or day_of(at)
    if opened > day_of(at):
        raise StationOpenedWrong
    _only_one(community, name)
    made = Station.objects.create(
        id=uuid7(), city=community.city, region=community, name=name, address=address, lon=point[0], lat=point[1],
        opened_on=opened, search=index_text(name, address),
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=made.city, verb="add_station", target=made, name=name)
    return made


@transaction.atomic
def correct_station(
    *, by: Standing, station: Station, name: str, address: str, lon: str, lat: str, at: datetime
) -> None:
    """Its name, its address and its point; without a point the old one stays.

    Raises NotAllowed, StationFactsWrong, StationTaken, CellFault.
    """
    require_governs(by, station.region.path)
    name, address = checked_facts(name, address)
    point = degrees(lon.strip(), lat.strip()) or (station.lon, station.lat)
    _only_one(station.region, name, but=station)
    Station.objects.filter(pk=station.pk).update(
        name=name, address=address, lon=point[0], lat=point[1], search=index_text(name, address)
    )
    write_line(
        by=by.actor, at=at, city=station.city, verb="correct_station", target=station, before=station.name, name=name
    )  # fmt: skip
    station.refresh_from_db()


def _only_one(community: Region, name: str, but: Station | None = None) -> None:
    """A station is known by its name and community, which no constraint holds: the city's row does, as for imports."""
    Region.objects.select_for_update(no_key=True).get(pk=community.city)
    others = Station.objects.filter(region=community, name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise StationTaken
