"""Coordinates: the published offset at known places, its inverse, distances and how they are said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.connectors.maps.coordinates import distance_m, distance_words, in_china, to_gcj02, to_wgs84

# Inside the rectangle by more than the largest offset, so that a place and its image are both inside.
LON = st.floats(72.1, 137.7)
LAT = st.floats(0.9, 55.7)

XINYU = (114.930835, 27.810834)
JIAOZUO = (113.238266, 35.23904)


@given(LON, LAT)
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back = to_wgs84(*to_gcj02(lon, lat))
    assert math.isclose(back.lon, lon, abs_tol=1e-6)
    assert math.isclose(back.lat, lat, abs_tol=1e-6)


@given(LON, LAT)
def test_back_and_there_is_the_same_place(lon: float, lat: float) -> None:
    again = to_gcj02(*to_wgs84(lon, lat))
    assert math.isclose(again.lon, lon, abs_tol=1e-6)
    assert math.isclose(again.lat, lat, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("measured", "drawn"),
    [
        # Shanghai, Shenzhen and Beijing, as the common implementations of the offset agree on them.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_the_offset_at_known_places(measured: tuple[float, float], drawn: tuple[float, float]) -> None:
    place = to_gcj02(*measured)
    assert distance_m(*place, *drawn) < 0.01


@pytest.mark.parametrize("city", [XINYU, JIAOZUO])
def test_the_offset_in_our_cities_is_some_hundred_metres(city: tuple[float, float]) -> None:
    assert 200 < distance_m(*city, *to_gcj02(*city)) < 900


@pytest.mark.parametrize(
    "abroad", [(2.3522, 48.8566), (-74.006, 40.7128), (151.2093, -33.8688), (139.6917, 35.6895)]
)
def test_places_abroad_stay_where_they_are(abroad: tuple[float, float]) -> None:
    assert not in_china(*abroad)
    assert to_gcj02(*abroad) == abroad
    assert to_wgs84(*abroad) == abroad


def test_the_distance_between_two_cities() -> None:
    assert distance_m(116.3913, 39.9075, 121.4737, 31.2304) == pytest.approx(1_067_000, rel=0.005)


def test_a_degree_of_latitude_is_sixty_nautical_miles() -> None:
    assert distance_m(114, 27, 114, 28) == pytest.approx(60 * 1852, rel=0.002)


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_distance_is_symmetric_and_bounded(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    there = distance_m(lon1, lat1, lon2, lat2)
    assert there == pytest.approx(distance_m(lon2, lat2, lon1, lat1), abs=1e-6)
    assert 0 <= there <= math.pi * 6_371_009
    assert distance_m(lon1, lat1, lon1, lat1) == 0


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "10 米以内"),
        (4.9, "10 米以内"),
        (9, "10 米"),
        (900, "900 米"),
        (903, "900 米"),
        (994, "990 米"),
        (996, "1.0 公里"),
        (3210, "3.2 公里"),
        (9949, "9.9 公里"),
        (9951, "10 公里"),
        (58_400, "58 公里"),
    ],
)
def test_distances_are_said_as_people_say_them(metres: float, words: str) -> None:
    assert distance_words(metres) == words
