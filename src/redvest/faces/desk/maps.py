"""What the map of a form shows: the city's outlines around the point picked so far."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from redvest.faces.shared.outlines import centre as city_centre
from redvest.faces.shared.outlines import outlines


def picking_map(city: str, centre: tuple[float, float] | None) -> dict[str, Any]:
    """The map on which a point is picked; it opens at ``centre`` (lon, lat) or over the whole city."""
    return {
        "center": list(centre or city_centre(city)),
        "zoom": 14 if centre else 11,
        "markers": [],
        "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }
