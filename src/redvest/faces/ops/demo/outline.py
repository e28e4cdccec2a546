"""Where points may lie: the outlines of districts, and points inside them."""

from __future__ import annotations

import random

Point = tuple[float, float]
Ring = list[Point]


def inside(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a point lies within a closed ring (even-odd rule)."""
    found = False
    before_lon, before_lat = ring[-1]
    for here_lon, here_lat in ring:
        crosses = (here_lat > lat) != (before_lat > lat)
        if crosses and lon < (before_lon - here_lon) * (lat - here_lat) / (before_lat - here_lat) + here_lon:
            found = not found
        before_lon, before_lat = here_lon, here_lat
    return found


def point_near(rng: random.Random, ring: Ring, middle: Point, spread: float) -> Point:
    """A point of the ring within ``spread`` degrees of a middle that lies in it."""
    for _ in range(40):
        lon = middle[0] + rng.uniform(-spread, spread)
        lat = middle[1] + rng.uniform(-spread, spread)
        if inside(ring, lon, lat):
            return round(lon, 5), round(lat, 5)
    return middle


def point_anywhere(rng: random.Random, ring: Ring) -> Point:
    """A point somewhere in the ring."""
    lons, lats = [lon for lon, _ in ring], [lat for _, lat in ring]
    while True:
        lon, lat = rng.uniform(min(lons), max(lons)), rng.uniform(min(lats), max(lats))
        if inside(ring, lon, lat):
            return round(lon, 5), round(lat, 5)
