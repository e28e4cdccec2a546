"""Stations on a map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from redvest.faces.shared.outlines import centre, outlines
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station


def station_map(city: str, found: Iterable[Station], page: str) -> dict[str, Any]:
    """Pins for stations that carry their ``level``; ``page`` is the name of the page that a pin opens."""
    return {
        "center": list(centre(city)),
        "zoom": 10,
        "markers": [
            {
                "lon": each.lon, "lat": each.lat, "title": each.name, "url": reverse(page, args=[each.pk]),
                "text": f"{StationLevel(each.level).label} · {each.address}",  # type: ignore[attr-defined]
            }
            for each in found
        ],
        "outlines": outlines(city),
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }  # fmt: skip
