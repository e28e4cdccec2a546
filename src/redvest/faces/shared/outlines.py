"""The outlines of a city's districts that every face's maps draw, and where such a map opens."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

_NAMES = {"360500": "xinyu", "410800": "jiaozuo"}
_CENTRES = {"360500": (114.93, 27.81), "410800": (113.24, 35.22)}


def centre(city: str) -> tuple[float, float]:
    """The point (lon, lat) on which a map of the whole city opens."""
    return _CENTRES.get(city, _CENTRES["360500"])


@lru_cache(maxsize=4)
def outlines(city: str) -> dict[str, Any] | None:
    """The districts' outlines as GeoJSON; None where there is no file for this city."""
    name = _NAMES.get(city)
    found = files("redvest.registry") / "data" / f"{name}.geojson"
    if name is None or not found.is_file():
        return None
    shapes: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return shapes
