"""Where a phone was, seen from the venue: inside, clearly outside, or not known well enough to say.

Pure. Phones give WGS-84 and activities are kept in WGS-84; a client that only has GCJ-02 (a mini-program's default
in China, up to 600 m off) says so and is turned back first. A place can be mocked, so it never proves anything alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from redvest.connectors.maps.coordinates import Point, distance_m, to_wgs84
from redvest.service.choices import Fence


@dataclass(frozen=True, slots=True)
class Position:
    """What a phone says about where it is, in degrees; ``accuracy_m`` is the radius of its own doubt."""

    lon: float
    lat: float
    accuracy_m: float
    gcj02: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """The judgement, and the distance that led to it, in whole metres."""

    fence: Fence = Fence.UNKNOWN
    distance_m: int | None = None


NOWHERE = Sighting()


def judge(
    position: Position | None, venue: Point | None, *, radius_m: int, worst_accuracy_m: int
) -> Sighting:
    """Inside when some point within the phone's own doubt is within the radius; a doubt too wide says nothing."""
    if position is None or venue is None:
        return NOWHERE
    numbers = (position.lon, position.lat, position.accuracy_m)
    if not all(map(math.isfinite, numbers)) or not _on_earth(position) or position.accuracy_m < 0:
        return Sighting(Fence.UNCLEAR)
    here = Point(position.lon, position.lat)
    distance = distance_m(*(to_wgs84(*here) if position.gcj02 else here), *venue)
    if position.accuracy_m > worst_accuracy_m:
        return Sighting(Fence.UNCLEAR, round(distance))
    inside = distance - position.accuracy_m <= radius_m
    return Sighting(Fence.INSIDE if inside else Fence.OUTSIDE, round(distance))


def _on_earth(position: Position) -> bool:
    return -180 <= position.lon <= 180 and -90 <= position.lat <= 90
