"""What the map of a form shows: the city's outlines around the point picked so far."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.conf import settings

_NAMES = {"360500": "xinyu", "410800": "jiaozuo"}
_CENTRES: dict[str, tuple[float, float]] = {"360500": (114.93, 27.81), "410800": (113.24, 35.22)}


@lru_cache(maxsize=4)
def outlines(city: str) -> dict[str, Any] | None:
    """The districts' outlines as GeoJSON; None where there is no file for this city."""
    name = _NAMES.get(city)
    found = files("redvest.registry") / "data" / f"{name}.geojson"
    if name is None or not found.is_file():
        return None
    shapes: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return shapes


def picking_map(city: str, centre: tuple[float, float] | None) -> dict[str, Any]:
    """The map on which a point is picked; it opens at ``centre`` (lon, lat) or over the whole city."""
    return {
        "center": list(centre or _CENTRES.get(city, (104.0, 35.0))),
        "zoom": 14 if centre else 11,
        "markers": [],
        "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }
