"""Coordinates: WGS-84 (what phones measure) to and from GCJ-02 (how maps in China are drawn), and distance.

Pure arithmetic in degrees, longitude first. Base maps and geocoding live beside it, not here.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from django.utils.translation import gettext

EARTH_RADIUS_M = 6_371_008.8

# The Krasovsky 1940 ellipsoid, on which GCJ-02 computes its offset.
_AXIS = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323

# The rectangle in which the offset applies, and the point its polynomials are centred on.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_CENTRE_LON, _CENTRE_LAT = 105.0, 35.0

_CLOSE_ENOUGH = 1e-9
_MOST_STEPS = 20


class Point(NamedTuple):
    """A place in degrees."""

    lon: float
    lat: float


def in_china(lon: float, lat: float) -> bool:
    """Whether the GCJ-02 offset applies: a rectangle around the country, not its border."""
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH


def to_gcj02(lon: float, lat: float) -> Point:
    """A measured WGS-84 place as maps in China draw it; places abroad stay as they are."""
    if not in_china(lon, lat):
        return Point(lon, lat)
    shift_lon, shift_lat = _offset(lon, lat)
    return Point(lon + shift_lon, lat + shift_lat)


def to_wgs84(lon: float, lat: float) -> Point:
    """A GCJ-02 place as WGS-84. There is no closed inverse, but steps converge fast."""
    if not in_china(lon, lat):
        return Point(lon, lat)
    guess_lon, guess_lat = lon, lat
    for _step in range(_MOST_STEPS):
        shift_lon, shift_lat = _offset(guess_lon, guess_lat)
        error_lon, error_lat = guess_lon + shift_lon - lon, guess_lat + shift_lat - lat
        guess_lon, guess_lat = guess_lon - error_lon, guess_lat - error_lat
        if max(abs(error_lon), abs(error_lat)) < _CLOSE_ENOUGH:
            break
    return Point(guess_lon, guess_lat)


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres along the great circle between two places of the same system."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def distance_words(metres: float) -> str:
    """A distance as people say it: `900 米`, `3.2 公里`, `58 公里`."""
    tens = 10 * round(metres / 10)
    if tens < 10:
        return gettext("10 米以内")
    if tens < 1000:
        return gettext("%(metres)d 米") % {"metres": tens}
    if metres < 9_950:
        return gettext("%(kilometres)s 公里") % {"kilometres": f"{metres / 1000:.1f}"}
    return gettext("%(kilometres)s 公里") % {"kilometres": f"{metres / 1000:.0f}"}


def _offset(lon: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 moves a place, in degrees."""
    x, y = lon - _CENTRE_LON, lat - _CENTRE_LAT
    root_x = math.sqrt(abs(x))
    ripple = 20 * math.sin(6 * math.pi * x) + 20 * math.sin(2 * math.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root_x
    north += (ripple + _waves(y, (20, 1), (40, 3)) + _waves(y, (160, 12), (320, 30))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root_x
    east += (ripple + _waves(x, (20, 1), (40, 3)) + _waves(x, (150, 12), (300, 30))) * 2 / 3
    phi = math.radians(lat)
    flattening = 1 - _ECCENTRICITY_2 * math.sin(phi) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY_2) / flattening**1.5
    parallel = _AXIS / math.sqrt(flattening) * math.cos(phi)
    return math.degrees(east / parallel), math.degrees(north / meridian)


def _waves(angle: float, *terms: tuple[float, float]) -> float:
    """The sum of amplitude * sin(pi * angle / divisor)."""
    return sum(amplitude * math.sin(math.pi * angle / divisor) for amplitude, divisor in terms)
