"""Where the site's maps look, and the outlines that they draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from redvest.faces.shared.outlines import outlines


@dataclass(frozen=True)
class Plan:
    """A city's districts as SVG paths, and how degrees become its units."""

    west: float
    north: float
    across: float
    down: float
    height: float
    drawn: SafeString


WIDTH = 400.0


@lru_cache(maxsize=4)
def _plan(city: str) -> Plan | None:
    """Drawn once: the outlines never change while a process lives."""
    shapes = outlines(city)
    if shapes is None:
        return None
    rings = [(each, ring) for each in shapes["features"] for ring in _rings(each["geometry"])]
    lons = [lon for _each, ring in rings for lon, _lat in ring]
    lats = [lat for _each, ring in rings for _lon, lat in ring]
    west, north = min(lons), max(lats)
    across = WIDTH / (max(lons) - west)
    down = across / cos(radians((north + min(lats)) / 2))
    paths = "".join(
        f'<path d="M{" ".join(_points(ring, west, north, across, down))}Z"/>'
        for each, ring in rings
        if each["properties"].get("level") != "city"
    )
    return Plan(west, north, across, down, (north - min(lats)) * down, mark_safe(paths))  # noqa: S308 - numbers


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for shape in shapes for ring in shape]


def _points(
    ring: list[tuple[float, float]], west: float, north: float, across: float, down: float
) -> Iterator[str]:
    """The ring in whole units, without the points that fall together."""
    last = ""
    for lon, lat in ring:
        point = f"{(lon - west) * across:.0f},{(north - lat) * down:.0f}"
        if point != last:
            yield point
        last = point


def locator(city: str, lon: float, lat: float) -> SafeString:
    """Where in the city a point lies: outlines and a dot, readable without scripts; empty outside the city."""
    plan = _plan(city)
    if plan is None:
        return mark_safe("")
    x, y = (lon - plan.west) * plan.across, (plan.north - lat) * plan.down
    if not (0 <= x <= WIDTH and 0 <= y <= plan.height):
        return mark_safe("")
    return format_html(
        '<svg class="locator" viewBox="-8 -8 {} {}" role="img" aria-label="{}">{}<circle cx="{}" cy="{}" r="7"/></svg>',
        f"{WIDTH + 16:.0f}",
        f"{plan.height + 16:.0f}",
        _("它在城市里的位置"),
        plan.drawn,
        f"{x:.0f}",
        f"{y:.0f}",
    )
