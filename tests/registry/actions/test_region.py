"""A city's places and the service domains, loaded from the files of the product."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.region import load_divisions, load_domains, place_regions
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Region, ServiceDomain
from redvest.registry.queries import domain as domain_query
from redvest.registry.queries import region as region_query
from redvest.registry.setting_errors import CityUnknown
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def load(city: str = make.CITY) -> int:
    return load_divisions(city=city, at=make.NOW)


def test_xinyu_has_its_districts_zones_streets_and_communities() -> None:
    count = load()

    assert count == Region.objects.count() == 550
    by_level = {level: Region.objects.filter(level=level).count() for level in RegionLevel}
    assert by_level["city"] == 1
    assert by_level["district"] == by_level["zone"] == 2
    assert by_level["street"] == 34
    assert AuditLine.objects.get().details == {"count": 550}


def test_jiaozuos_zone_has_no_statutory_code() -> None:
    load("410800")

    zone = Region.objects.get(pk="410871")
    assert (zone.level, zone.statutory, zone.name) == (RegionLevel.ZONE, False, "城乡一体化示范区")
    assert Region.objects.filter(city="410800", level=RegionLevel.DISTRICT).count() == 10
    assert Region.objects.get(pk="410882").statutory


def test_a_path_holds_every_code_from_the_city_down() -> None:
    load()

    for region in Region.objects.select_related("parent"):
        above = region.parent.path if region.parent else ""
        assert region.path == f"{above}{region.pk}/"
        assert region.city == make.CITY
    community = Region.objects.get(pk="360502001001")
    assert community.codes() == ["360500", "360502", "360502001", "360502001001"]


def test_the_population_and_the_middle_of_places_with_an_outline() -> None:
    load()

    city = Region.objects.get(pk=make.CITY)
    assert city.population == 1_178_000
    for code in ("360500", "360502", "360521"):
        place = Region.objects.get(pk=code)
        assert place.lon is not None and 114.4 < place.lon < 115.4
        assert place.lat is not None and 27.5 < place.lat < 28.1
    assert Region.objects.get(pk="360502001").lon is None


def test_loading_again_mends_names_and_keeps_what_people_entered() -> None:
    load()
    Region.objects.filter(pk="360502001").update(name="写错了", lon=114.93, population=5000)

    load()

    street = Region.objects.get(pk="360502001")
    assert (street.name, street.lon, street.population) == ("城南街道", 114.93, 5000)
    assert Region.objects.count() == 550


def test_both_cities_stand_side_by_side() -> None:
    load()
    load("410800")

    assert Region.objects.filter(city=make.CITY).count() == 550
    assert not Region.objects.filter(city="410800", path__startswith="360500/").exists()


def test_an_unknown_city_loads_nothing() -> None:
    with pytest.raises(CityUnknown):
        load("110100")

    assert not Region.objects.exists()


class TestReading:
    def test_the_tree_in_one_query(self, django_assert_num_queries: object) -> None:
        load()
        assert callable(django_assert_num_queries)

        with django_assert_num_queries(1):
            root = region_query.tree(make.CITY)

        names = [branch.region.name for branch in root.children]
        assert names == ["渝水区", "分宜县", "仙女湖区", "高新区"]
        assert len(root.children[0].children) == 21

    def test_the_tree_stops_where_asked(self) -> None:
        load()

        root = region_query.tree(make.CITY, down_to=RegionLevel.ZONE)

        assert all(not branch.children for branch in root.children)

    def test_above_below_and_by_name(self) -> None:
        load()
        community = region_query.by_code("360502001001")

        assert region_query.full_name(community) == "渝水区 · 城南街道 · 百花湖社区居民委员会"
        assert region_query.full_name(region_query.city_region(make.CITY)) == "新余市"
        assert [region.pk for region in Region.objects.above(community)] == community.codes()
        assert community in Region.objects.under(region_query.by_code("360502"))
        assert [region.name for region in region_query.districts(make.CITY)] == [
            "渝水区", "分宜县", "仙女湖区", "高新区",
        ]  # fmt: skip
        assert region_query.children("360502").first() == region_query.by_code("360502001")


class TestMiddles:
    def test_only_places_without_a_point_get_one(self) -> None:
        tree = make.make_region_tree()
        Region.objects.filter(pk=tree.baihua.pk).update(lon=None, lat=None)
        Region.objects.filter(pk=tree.zhanqian.pk).update(lon=114.5, lat=27.5)
        middles = {tree.baihua.code: (114.93, 27.81), tree.zhanqian.code: (1.0, 2.0), "999999": (3.0, 4.0)}
        assert place_regions(city=make.CITY, middles=middles, at=make.NOW) == 1
        tree.baihua.refresh_from_db()
        tree.zhanqian.refresh_from_db()
        assert (tree.baihua.lon, tree.baihua.lat) == (114.93, 27.81) and tree.zhanqian.lon == 114.5


class TestDomains:
    def test_the_three_schemes_and_the_mapping_between_them(self) -> None:
        assert load_domains() == 50

        counts = {
            scheme: ServiceDomain.objects.filter(scheme=scheme).count()
            for scheme in ("xinyu", "national", "henan")
        }
        assert counts == {"xinyu": 12, "national": 22, "henan": 16}
        for own in ServiceDomain.objects.exclude(scheme="national"):
            assert own.maps_to.filter(scheme="national").exists(), own
        for own in ServiceDomain.objects.filter(scheme="xinyu"):
            assert own.maps_to.filter(scheme="henan").exists(), own

    def test_the_mapping_reads_both_ways(self) -> None:
        load_domains()

        assert ServiceDomain.objects.get(pk="national:05").maps_to.filter(pk="xinyu:12").exists()

    def test_loading_again_changes_nothing(self) -> None:
        load_domains()
        links = ServiceDomain.maps_to.through.objects.count()

        load_domains()

        assert ServiceDomain.objects.count() == 50
        assert ServiceDomain.maps_to.through.objects.count() == links

    def test_each_city_thinks_in_its_own_scheme(self) -> None:
        load_domains()

        assert [each.name for each in domain_query.domains(make.CITY)][:2] == ["生态文明", "邻里守望"]
        assert domain_query.domains("410800").count() == 16
        assert domain_query.scheme_of("110100") == "national"
