"""Coverage on a map: pins with their gaps in words, cells a kilometre wide, and no door."""

from __future__ import annotations

import h3
import pytest
from django.test import Client
from django.urls import reverse

from redvest.care.queries.pairing_coverage import coverage_of
from redvest.care.queries.pairing_gaps import gaps_of
from redvest.faces.desk.pairing_map import gap_map, place_map
from redvest.registry.models import Region, SanitationZone
from tests.faces.desk.conftest import Place
from tests.factories.pairing import make_household, make_pairing, make_zones
from tests.factories.registry import CITY, TODAY, make_region_tree

pytestmark = pytest.mark.django_db
POINT = (27.8102, 114.9301)
CELL = h3.latlng_to_cell(*POINT, 8)
SQUARE = {"type": "Polygon", "coordinates": [[[114.9, 27.8], [114.91, 27.8], [114.91, 27.81], [114.9, 27.8]]]}


def placed() -> Region:
    baihua = make_region_tree().baihua
    Region.objects.filter(pk=baihua.pk).update(lon=114.93, lat=27.81)
    baihua.refresh_from_db()
    return baihua


def test_a_pin_says_what_lacks_and_leads_to_the_place() -> None:
    baihua = placed()
    make_household(region=baihua)
    make_zones(baihua, kept=1, free=2)
    _, lines = coverage_of(make_region_tree().chengnan, TODAY)
    shown = place_map(CITY, lines)
    assert shown is not None
    (pin,) = shown["markers"]
    assert pin["title"] == "百花湖社区" and pin["kind"] == ""
    assert pin["text"] == "1 户没有人联系，0 名党员没带满，2 个片区没人包"
    assert pin["url"].endswith("?place=360502001001")


def test_a_place_without_gaps_is_pale_and_one_without_a_point_has_no_pin() -> None:
    baihua = placed()
    make_pairing(household=make_household(region=baihua))
    make_household(region=make_region_tree().zhanqian)
    _, lines = coverage_of(make_region_tree().chengnan, TODAY)
    kinds = {pin["title"]: pin["kind"] for pin in (place_map(CITY, lines) or {})["markers"]}
    assert set(kinds) == {"百花湖社区"}
    assert place_map(CITY, []) is None


def test_cells_of_households_that_wait_and_of_no_others() -> None:
    baihua = placed()
    make_household(region=baihua, cell=CELL)
    make_household(region=baihua, cell=CELL)
    make_pairing(household=make_household(region=baihua, cell=h3.latlng_to_cell(27.9, 115.0, 8)))
    shown = gap_map(baihua, gaps_of(baihua, TODAY))
    assert shown is not None and shown["markers"] == []
    (feature,) = shown["outlines"]["features"]  # two of one cell are one hexagon
    ring = feature["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1] and len(ring) == 7
    assert [round(each, 2) for each in ring[0]] != [114.93, 27.81] or len(set(map(tuple, ring))) == 6
    assert feature["properties"] == {}


def test_zones_that_were_drawn_are_on_it_too() -> None:
    baihua = placed()
    zone = make_zones(baihua, free=1)[0]
    assert gap_map(baihua, gaps_of(baihua, TODAY)) is None  # nothing to draw yet
    SanitationZone.objects.filter(pk=zone.pk).update(outline=SQUARE)
    shown = gap_map(baihua, gaps_of(baihua, TODAY))
    assert shown is not None and shown["outlines"]["features"][0]["geometry"] == SQUARE


def test_the_pages_carry_their_maps(place: Place, as_officer: Client) -> None:
    baihua = placed()
    make_household(region=baihua, cell=CELL)
    street = as_officer.get(reverse("desk:pairings"), {"place": "360502001"})
    assert len(street.context["map_data"]["markers"]) == 1
    community = as_officer.get(reverse("desk:pairing-place", args=[baihua.code]))
    assert len(community.context["map_data"]["outlines"]["features"]) == 1
    assert "格子约一公里宽" in community.content.decode()
