"""Where the places of a city lie, whose official list has no points: from grids and stations, streets and neighbours."""

from __future__ import annotations

import pytest

from redvest.care.queries.cells import cells_of
from redvest.care.rules.matching.area import cell_of
from redvest.registry.models import Region, Station
from tests.factories import registry as make
from tests.factories.intake import make_grid
from tests.factories.registry import CITY

pytestmark = pytest.mark.django_db
HERE, THERE, FAR = (114.90, 27.80), (114.96, 27.80), (115.20, 27.90)


@pytest.fixture
def tree() -> make.RegionTree:
    found = make.make_region_tree()
    Region.objects.filter(city=CITY).update(lon=None, lat=None)
    Region.objects.filter(pk=found.yushui.pk).update(lon=FAR[0], lat=FAR[1])
    return found


def test_a_community_is_where_its_grids_are_else_its_stations(tree: make.RegionTree) -> None:
    make_grid(community=tree.baihua, lon=HERE[0], lat=HERE[1])
    station = make.make_station(tree.baihua)
    Station.objects.filter(pk=station.pk).update(lon=THERE[0], lat=THERE[1])
    assert cells_of(CITY)[tree.baihua.code] == cell_of(*HERE)
    tree.baihua.grids.all().delete()
    assert cells_of(CITY)[tree.baihua.code] == cell_of(*THERE)


def test_its_own_point_counts_before_all(tree: make.RegionTree) -> None:
    make_grid(community=tree.baihua, lon=HERE[0], lat=HERE[1])
    Region.objects.filter(pk=tree.baihua.pk).update(lon=THERE[0], lat=THERE[1])
    assert cells_of(CITY)[tree.baihua.code] == cell_of(*THERE)


def test_neighbours_of_a_street_are_near_each_other_not_at_the_seat_of_the_district(
    tree: make.RegionTree,
) -> None:
    make_grid(community=tree.baihua, lon=HERE[0], lat=HERE[1])
    street = tree.baihua.parent
    assert street is not None
    other = make.make_region(f"{street.code}077", "新社区", tree.baihua.level, street)
    found = cells_of(CITY)
    assert found[other.code] == found[street.code] == cell_of(*HERE)


def test_where_nobody_knows_it_is_the_nearest_above_or_nothing(tree: make.RegionTree) -> None:
    assert cells_of(CITY)[tree.baihua.code] == cell_of(*FAR)
    Region.objects.filter(city=CITY).update(lon=None, lat=None)
    assert set(cells_of(CITY).values()) == {None}
