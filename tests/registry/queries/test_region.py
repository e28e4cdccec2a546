"""The tree of places: read whole or step by step, never across a city's border."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.errors import NotFound
from redvest.core.identifiers import uuid7
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region, Station
from redvest.registry.queries import region as queries
from redvest.registry.queries.region import Branch
from redvest.registry.registration_errors import RegionUnknown
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
CITY = make.CITY


def drawn(branch: Branch, depth: int = 0) -> list[str]:
    """The tree as indented names."""
    here = "  " * depth + branch.region.name
    return [here, *(line for child in branch.children for line in drawn(child, depth + 1))]


def test_the_whole_tree_comes_in_one_query_with_children_by_code() -> None:
    make.make_region_tree()
    make.make_other_city()
    with CaptureQueriesContext(connection) as caught:
        whole = queries.tree(CITY)
    assert len(caught) == 1
    assert drawn(whole) == [
        "新余市", "  渝水区", "    城南街道", "      百花湖社区", "      站前社区", "  分宜县", "    钤东街道", "  仙女湖区",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("down_to", "count"),
    [
        (RegionLevel.CITY, 1), (RegionLevel.DISTRICT, 3), (RegionLevel.ZONE, 4), (RegionLevel.STREET, 6),
        (RegionLevel.COMMUNITY, 8),
    ],
)  # fmt: skip
def test_the_tree_ends_at_the_level_that_was_asked_for(down_to: RegionLevel, count: int) -> None:
    make.make_region_tree()
    assert len(drawn(queries.tree(CITY, down_to=down_to))) == count


def test_a_city_that_was_not_loaded_has_no_tree() -> None:
    make.make_region_tree()
    with pytest.raises(NotFound):
        queries.tree("410800")
    with pytest.raises(NotFound):
        queries.city_region("410800")


def test_step_by_step_there_are_the_places_directly_below() -> None:
    tree = make.make_region_tree()
    assert list(queries.children(CITY)) == [tree.yushui, tree.fenyi, tree.xiannv]
    assert list(queries.children(tree.chengnan.code)) == [tree.baihua, tree.zhanqian]
    assert list(queries.children(tree.baihua.code)) == []
    assert list(queries.children("999999")) == []


def test_districts_and_zones_stand_side_by_side() -> None:
    tree = make.make_region_tree()
    make.make_region("410802", "解放区", RegionLevel.DISTRICT, make.make_other_city())
    assert list(queries.districts(CITY)) == [tree.yushui, tree.fenyi, tree.xiannv]


def test_nobody_lives_in_the_city_as_a_whole_or_in_another_city() -> None:
    tree = make.make_region_tree()
    other = make.make_region("410802", "解放区", RegionLevel.DISTRICT, make.make_other_city())
    assert queries.living_region(CITY, tree.baihua.code) == tree.baihua
    assert queries.living_region(CITY, tree.xiannv.code) == tree.xiannv
    for code in (CITY, other.code, "", "3605020010019"):
        with pytest.raises(RegionUnknown):
            queries.living_region(CITY, code)


def test_a_body_may_serve_the_city_as_a_whole_but_no_other_city() -> None:
    tree = make.make_region_tree()
    other = make.make_other_city()
    assert queries.region_in(CITY, CITY) == tree.city
    assert queries.region_in(CITY, tree.zhanqian.code) == tree.zhanqian
    for code in (other.code, "百花湖社区"):
        with pytest.raises(RegionUnknown):
            queries.region_in(CITY, code)


def test_a_code_is_a_place_or_it_is_not_found() -> None:
    tree = make.make_region_tree()
    assert queries.by_code("360502001") == tree.chengnan
    assert queries.city_region(CITY) == tree.city
    with pytest.raises(NotFound):
        queries.by_code("360502002")


def test_a_full_name_goes_down_from_the_district() -> None:
    tree = make.make_region_tree()
    assert queries.full_name(tree.baihua) == "渝水区 · 城南街道 · 百花湖社区"
    assert queries.full_name(tree.xiannv) == "仙女湖区"
    assert queries.full_name(tree.city) == "新余市"


def test_a_code_that_begins_alike_is_not_above() -> None:
    """360502001 is no ancestor of 3605020011 although its code begins like that one's."""
    tree = make.make_region_tree()
    odd = make.make_region("360502011", "城北街道", RegionLevel.STREET, tree.yushui)
    below = make.make_region("360502011001", "劳动社区", RegionLevel.COMMUNITY, odd)
    assert queries.full_name(below) == "渝水区 · 城北街道 · 劳动社区"


def make_station(region: Region, name: str) -> Station:
    return Station.objects.create(
        id=uuid7(), city=region.city, region=region, name=name, address="1 号",
        lon=114.9, lat=27.8, opened_on=make.TODAY,
    )  # fmt: skip


def test_stations_come_by_place_and_name_each_with_its_community_in_one_query() -> None:
    tree = make.make_region_tree()
    second = make_station(tree.zhanqian, "站前社区志愿服务站")
    first = make_station(tree.baihua, "百花湖社区志愿服务站")
    make_station(make.make_other_city(), "焦作志愿服务站")
    with CaptureQueriesContext(connection) as caught:
        found = [(each, each.region.name) for each in queries.stations(CITY)]
    assert len(caught) == 1
    assert found == [(first, "百花湖社区"), (second, "站前社区")]
