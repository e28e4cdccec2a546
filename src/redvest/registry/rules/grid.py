"""Grids (网格) and their sanitation zones (卫生片区): the outline of one, and what speaks against a keeper. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from redvest.registry.grid_errors import GridNameMissing, OutlineWrong

MOST_CORNERS = 300
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)  # China, degrees
Point = tuple[float, float]


def clean_name(text: str) -> str:
    """The name with single spaces. Raises GridNameMissing."""
    name = " ".join(text.split())
    if not name or len(name) > 40:
        raise GridNameMissing
    return name


def read_outline(text: str) -> dict[str, Any] | None:
    """The polygon somebody pasted, as a GeoJSON geometry with rounded corners; None for nothing. Raises OutlineWrong.

    Taken are a Polygon without holes, a Feature with one, or its outer ring alone.
    """
    if not text.strip():
        return None
    try:
        shape = json.loads(text)
        if isinstance(shape, dict) and shape.get("type") == "Feature":
            shape = shape["geometry"]
        if isinstance(shape, dict):
            if shape["type"] != "Polygon" or len(shape["coordinates"]) != 1:
                raise OutlineWrong
            shape = shape["coordinates"][0]
        ring = [(round(float(lon), 6), round(float(lat), 6)) for lon, lat in shape]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, OverflowError) as fault:
        raise OutlineWrong from fault
    require_simple(ring)
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def require_simple(ring: Sequence[Point]) -> None:
    """Raises OutlineWrong unless the ring is closed, lies in China, holds an area and does not cross itself."""
    if not 4 <= len(ring) <= MOST_CORNERS + 1 or ring[0] != ring[-1] or len(set(ring)) != len(ring) - 1:
        raise OutlineWrong
    if not all(EAST[0] <= lon <= EAST[1] and NORTH[0] <= lat <= NORTH[1] for lon, lat in ring):
        raise OutlineWrong
    sides = list(pairwise(ring))
    for turn, one in enumerate(sides):
        for other in sides[turn + 2 :]:
            neighbours = other[1] == one[0]
            if not neighbours and _meet(*one, *other):
                raise OutlineWrong
    if not any(_side(ring[0], ring[1], point) for point in ring[2:]):
        raise OutlineWrong


def middle(outline: dict[str, Any]) -> Point:
    """The mean of the corners: near enough for a pin."""
    ring = outline["coordinates"][0][:-1]
    return (
        round(sum(point[0] for point in ring) / len(ring), 6),
        round(sum(point[1] for point in ring) / len(ring), 6),
    )


def _side(a: Point, b: Point, c: Point) -> int:
    """Whether c lies left (1) or right (-1) of the way from a to b, or on it (0)."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (cross > 1e-15) - (cross < -1e-15)


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two stretches touch or cross."""
    one, two, three, four = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if one != two and three != four:
        return True
    on = ((one, a, b, c), (two, a, b, d), (three, c, d, a), (four, c, d, b))
    return any(side == 0 and _between(p, q, r) for side, p, q, r in on)


def _between(a: Point, b: Point, c: Point) -> bool:
    inside = (min(one, two) <= point <= max(one, two) for one, two, point in zip(a, b, c, strict=True))
    return all(inside)
