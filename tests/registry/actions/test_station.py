"""A station put on the register or mended: by who governs its place, once by name, on the map."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.oversight.queries.station_list import narrowed, stations_with_level
from redvest.registry.actions.station import add_station, correct_station
from redvest.registry.models import Region, Station
from redvest.registry.rules.sheet import CellFault
from redvest.registry.rules.station_facts import (
    StationFactsWrong,
    StationOpenedWrong,
    StationPlaceWrong,
    StationTaken,
)
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.actions.test_duty import keeper

pytestmark = pytest.mark.django_db
SAID = {"name": "百花湖 二站", "address": "幸福路 2 号", "lon": "114.93", "lat": "27.81"}


def add(by: Any = None, **given: Any) -> Station:
    community = given.pop("community", None) or make.make_region_tree().baihua
    return add_station(by=by or make.make_officer(), community=community, at=NOW, **(SAID | given))


def refused(fault: type[DomainError], act: Any, **said: Any) -> None:
    before = list(Station.objects.order_by("pk").values())
    with pytest.raises(fault):
        act(**said)
    assert list(Station.objects.order_by("pk").values()) == before
    assert not AuditLine.objects.filter(verb__in=("add_station", "correct_station")).exists()


def test_it_is_found_by_everybody_from_its_first_day() -> None:
    made = add(name=" 百花湖  二站 ", opened_on=None)
    assert (made.name, made.opened_on) == ("百花湖 二站", TODAY)
    assert narrowed(stations_with_level(CITY, TODAY), TODAY, words="幸福路").get() == made
    assert AuditLine.objects.get(verb="add_station").details == {"name": "百花湖 二站"}


def test_without_a_point_it_stands_where_its_community_does() -> None:
    tree = make.make_region_tree()
    refused(StationPlaceWrong, add, lon="", lat="")
    Region.objects.filter(pk=tree.baihua.pk).update(lon=114.9, lat=27.8)
    made = add(lon="", lat=" ", community=Region.objects.get(pk=tree.baihua.pk))
    assert (made.lon, made.lat) == (114.9, 27.8)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"name": " "}, StationFactsWrong), ({"name": "长" * 61}, StationFactsWrong), ({"address": ""}, StationFactsWrong),
        ({"lon": "27.81", "lat": "114.93"}, CellFault), ({"lat": ""}, CellFault),
        ({"opened_on": TODAY + timedelta(days=1)}, StationOpenedWrong),
    ],
)  # fmt: skip
def test_what_is_wrong_makes_no_station(given: dict[str, Any], fault: type[DomainError]) -> None:
    refused(fault, add, **given)


def test_who_may_and_where() -> None:
    tree = make.make_region_tree()
    refused(StationPlaceWrong, add, community=tree.chengnan)
    for by in (make.make_officer(tree.fenyi), keeper(make.make_station(tree.zhanqian)), make.make_member()):
        refused(NotAllowed, add, by=by)


def test_it_is_mended_and_keeps_its_point_unless_told() -> None:
    station, other = make.make_station(name="旧名"), make.make_station(name="邻站")
    said = {"station": station, "address": "新路 3 号", "lon": "", "lat": "", "at": NOW}
    refused(NotAllowed, correct_station, by=keeper(station), name="新名", **said)
    refused(StationTaken, correct_station, by=make.make_officer(), name=other.name, **said)
    correct_station(by=make.make_officer(), name="新名", **said)
    assert (station.name, station.address, station.lon) == ("新名", "新路 3 号", 114.93)
    correct_station(by=make.make_officer(), name="新名", **said | {"lon": "114.95", "lat": "27.82"})
    assert (station.lon, station.lat) == (114.95, 27.82)
    assert narrowed(stations_with_level(CITY, TODAY), TODAY, words="新名").get() == station


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one() -> None:
    by, community = make.make_officer(), make.make_region_tree().baihua
    found = at_once(*[lambda: add(by=by, community=community)] * 2)
    assert sorted(type(each).__name__ for each in found) == ["Station", "StationTaken"]
