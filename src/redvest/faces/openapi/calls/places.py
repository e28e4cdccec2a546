"""The city's places, its kinds of service, its stations, and its numbers. All public."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import BRIEFLY, LONG, answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public
from redvest.faces.openapi.shapes.base import Words
from redvest.faces.openapi.shapes.place import (
    Domains,
    DomainShape,
    RegionQuery,
    Regions,
    RegionShape,
    SkillQuery,
    Skills,
    SkillShape,
    StationQuery,
    Stations,
    StationShape,
    Statistics,
    StatisticsQuery,
)
from redvest.oversight.queries.filtered_headline import filtered_headline, slice_of
from redvest.oversight.queries.headline import headline
from redvest.oversight.queries.station_list import narrowed, stations_with_level
from redvest.registry.models import Region, Station
from redvest.registry.queries import region as queries
from redvest.registry.queries.domain import domains
from redvest.registry.queries.skill import skills_on
from redvest.registry.rules.skill import matching

calls = Calls("城市")


@calls.get("/regions", public, "区划", Regions)
def list_regions(request: Asking, asked: Query[RegionQuery]) -> HttpResponse:
    """The places directly below one, the districts and zones first of all."""
    city = request.standing.city
    found = queries.children(asked.parent).filter(city=city) if asked.parent else queries.districts(city)
    return answer(Regions(items=[_region(each) for each in found]), cache=LONG)


@calls.get("/domains", public, "服务类别", Domains)
def list_domains(request: Asking) -> HttpResponse:
    """The kinds of service that this city's people choose from."""
    found = domains(request.standing.city)
    items = [DomainShape(key=each.key, name=each.name, scheme=each.scheme) for each in found]
    return answer(Domains(items=items), cache=LONG)


@calls.get("/skills", public, "专业技能", Skills)
def list_skills(request: Asking, asked: Query[SkillQuery]) -> HttpResponse:
    """The catalogue that a volunteer's skills are chosen from; what it lacks goes into one's own words."""
    rows = matching(skills_on(clock.day_of(clock.now())), asked.q)
    items = [SkillShape(key=each.key, name=each.name, group=each.group) for each in rows]
    return answer(Skills(items=items), cache=LONG)


@calls.get("/stations", public, "服务站", Stations)
def list_stations(request: Asking, asked: Query[StationQuery]) -> HttpResponse:
    """The city's stations with their communities, and the level of the last assessment that still stands."""
    today = clock.day_of(clock.now())
    rows = narrowed(
        stations_with_level(request.standing.city, today), today, words=asked.q, level=asked.level
    )
    page = page_of(rows, keys=("name", "id"), after=asked.after, size=asked.limit)
    return answer(Stations(items=[_station(each) for each in page.items], next=page.next), cache=LONG)


@calls.get("/statistics", public, "主要数字", Statistics)
def get_statistics(request: Asking, asked: Query[StatisticsQuery]) -> HttpResponse:
    """The headline numbers of this moment, of the whole city or of a place, an organisation, some days of service."""
    city, at = request.standing.city, clock.now()
    part = slice_of(city, region=asked.region, body=asked.body, since=asked.since, until=asked.until)
    numbers = headline(city, at) if part.whole else filtered_headline(part, at)
    return answer(Statistics(**numbers.as_json()), cache=BRIEFLY)


def _region(region: Region) -> RegionShape:
    return RegionShape(
        code=region.code,
        name=region.name,
        level=region.level,
        parent=region.parent_id,
        statutory=region.statutory,
        population=region.population,
        lon=region.lon,
        lat=region.lat,
    )


def _station(station: Station) -> StationShape:
    return StationShape(
        id=station.pk,
        name=station.name,
        level=station.level,  # type: ignore[attr-defined]
        assessed_on=station.assessed_on,  # type: ignore[attr-defined]
        valid_until=station.valid_until,  # type: ignore[attr-defined]
        region=Words(key=station.region_id, name=station.region.name),
        address=station.address,
        lon=station.lon,
        lat=station.lat,
        opened_on=station.opened_on,
    )
