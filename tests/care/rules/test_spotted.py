"""What a report must say, whose grid a point lies in, and which two may be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import SpottedKind
from redvest.care.rules.spotted import (
    FARTHEST,
    LARGEST_PICTURE,
    GridShape,
    Spot,
    SpottedForm,
    domain_names,
    faults,
    grid_of_point,
    holds,
    may_be_one,
    metres,
    tells_a_number,
    title_of,
)
from tests.factories.registry import NOW

LITTER = SpottedForm(kind=SpottedKind.LITTER, place="菜市场东门边", lon=114.93, lat=27.81)
SQUARE = [[114.92, 27.80], [114.94, 27.80], [114.94, 27.82], [114.92, 27.82], [114.92, 27.80]]
LON, LAT = st.floats(114.0, 115.5), st.floats(27.3, 28.2)


def shape(ring: Any = None, lon: float | None = None, lat: float | None = None) -> GridShape:
    outline = {"type": "Polygon", "coordinates": [ring]} if ring else None
    return GridShape(uuid4(), "360500/360502/", outline, lon, lat)


def test_a_report_with_kind_place_and_point_is_enough() -> None:
    assert faults(LITTER, []) == []
    assert faults(replace(LITTER, lon=None, lat=None, community="360502001001"), [b"x"]) == []


@pytest.mark.parametrize(
    ("changed", "pictures", "field", "said"),
    [
        ({"place": "东"}, [], "place", "写一下在哪里"),
        ({"place": "东" * 25}, [], "place", "最多 24 个字"),
        ({"place": "老王 13907900001 家门口"}, [], "place", "只说事，不说人"),
        ({"words": "他的电话 139-0790-0001"}, [], "words", "只说事，不说人"),
        ({"words": "脏" * 301}, [], "words", "最多 300 个字"),
        ({"lon": None}, [], "lon", "没有读懂"),
        ({"lon": 10.0}, [], "lon", "没有读懂"),
        ({"lon": float("nan")}, [], "lon", "没有读懂"),
        ({"lon": None, "lat": None}, [], "community", "选一个社区"),
        ({}, [b"x"] * 4, "pictures", "最多三张"),
        ({}, [b"x" * (LARGEST_PICTURE + 1)], "pictures", "最多 5 MB"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    changed: dict[str, Any], pictures: list[bytes], field: str, said: str
) -> None:
    found = faults(replace(LITTER, **changed), pictures)
    assert [name for name, _sentence in found] == [field]
    assert said in found[0][1]


def test_the_title_says_what_and_where_and_fits_its_column() -> None:
    assert title_of(SpottedKind.LITTER, " 菜市场  东门边 ") == "垃圾没人收：菜市场 东门边"
    assert all(len(title_of(kind, "东" * 24)) <= 40 for kind in SpottedKind)


def test_every_kind_is_some_kind_of_service_in_both_cities() -> None:
    for kind in SpottedKind:
        assert domain_names(kind)[-2:] == ("社区服务", "邻里守望")


@pytest.mark.parametrize("text", ["13907900001", "139 0790 0001", "360502-19900517-0021"])
def test_numbers_of_people_are_seen(text: str) -> None:
    assert tells_a_number(f"找{text}")
    assert not tells_a_number("3 月 5 日，8 路车站，2026-03-05 拍的")


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [(114.93, 27.81, True), (114.95, 27.81, False), (114.93, 27.83, False), (114.9201, 27.8001, True)],
)
def test_a_point_is_within_an_outline_or_not(lon: float, lat: float, inside: bool) -> None:
    assert holds(SQUARE, lon, lat) is inside


@given(LON, LAT)
def test_a_ring_reads_the_same_from_any_corner_and_both_ways(lon: float, lat: float) -> None:
    turned = [*SQUARE[2:-1], *SQUARE[:3]]
    # On the line itself either answer is right.
    if min(abs(lon - x) for x in (114.92, 114.94)) > 1e-9 and min(abs(lat - y) for y in (27.8, 27.82)) > 1e-9:
        assert holds(SQUARE, lon, lat) == holds(turned, lon, lat) == holds(SQUARE[::-1], lon, lat)
        assert holds(SQUARE, lon, lat) == (114.92 < lon < 114.94 and 27.80 < lat < 27.82)


def test_the_outline_that_holds_a_point_wins_over_a_nearer_middle() -> None:
    around, beside = shape(SQUARE, 114.99, 27.99), shape(None, 114.931, 27.811)
    assert grid_of_point(114.93, 27.81, [beside, around]) is around


def test_outside_all_outlines_the_nearest_middle_within_three_kilometres_is_meant() -> None:
    near, far = shape(None, 114.94, 27.81), shape(None, 114.95, 27.81)
    assert grid_of_point(114.93, 27.81, [far, near]) is near
    assert grid_of_point(116.0, 27.81, [far, near]) is None
    assert grid_of_point(114.93, 27.81, [shape()]) is None and grid_of_point(114.93, 27.81, []) is None


@given(LON, LAT, st.lists(st.tuples(LON, LAT), max_size=6))
def test_no_grid_farther_than_said_is_found(
    lon: float, lat: float, middles: list[tuple[float, float]]
) -> None:
    grids = [shape(None, *middle) for middle in middles]
    found = grid_of_point(lon, lat, grids)
    distances = [metres(lon, lat, *middle) for middle in middles]
    near = [each for each in distances if each <= FARTHEST]
    assert (found is not None) == bool(near)
    if found is not None:
        assert found.lon is not None and found.lat is not None
        assert metres(lon, lat, found.lon, found.lat) == min(distances)


def spot(key: int = 1, kind: str = "litter", lon: float = 114.93, days: float = 0) -> Spot:
    return Spot(UUID(int=key), kind, lon, 27.81, NOW + timedelta(days=days))


@pytest.mark.parametrize(
    ("other", "one"),
    [
        (spot(2), True),
        (spot(2, lon=114.9309), True),  # about 90 m
        (spot(2, lon=114.9312), False),  # about 118 m
        (spot(2, kind="parking"), False),
        (spot(2, days=6.9), True),
        (spot(2, days=-7.1), False),
        (spot(1), False),  # itself
    ],
)
def test_the_same_kind_near_by_and_soon_after_may_be_one(other: Spot, one: bool) -> None:
    assert may_be_one(spot(), other) is one
    assert may_be_one(other, spot()) is one
