"""Coverage on a map: a pin for each place with its gaps, and the cells, about a kilometre wide, of households that wait."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import h3
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.care.queries.pairing_coverage import PlaceLine
from redvest.care.queries.pairing_gaps import Gaps
from redvest.faces.shared.outlines import centre, outlines
from redvest.registry.models import Region


def place_map(city: str, lines: Iterable[PlaceLine]) -> dict[str, Any] | None:
    """One pin a place that has a point; those without gaps are pale. The table beside it says the same."""
    markers = [
        {
            "lon": line.region.lon, "lat": line.region.lat, "title": line.region.name,
            "text": _("%(homes)s 户没有人联系，%(short)s 名党员没带满，%(zones)s 个片区没人包")
            % {"homes": line.coverage.households_lacking, "short": line.coverage.short, "zones": line.coverage.zones_lacking},
            "url": f"{reverse('desk:pairings')}?place={line.region.code}",
            "kind": "" if line.coverage.gaps else "off",
        }
        for line in lines if line.region.lon is not None and line.region.lat is not None
    ]  # fmt: skip
    if not markers:
        return None
    return _map(list(centre(city)), 10, markers, outlines(city))


def gap_map(region: Region, gaps: Gaps) -> dict[str, Any] | None:
    """The cells in which households without a member lie, and the zones that nobody keeps, as far as they were drawn."""
    cells = sorted({each.cell for each in gaps.households if each.cell})
    shapes = [_hexagon(cell) for cell in cells] + [each.outline for each in gaps.zones if each.outline]
    if region.lon is None or region.lat is None or not shapes:
        return None
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    return _map([region.lon, region.lat], 14, [], {"type": "FeatureCollection", "features": features})


def _hexagon(cell: str) -> dict[str, Any]:
    ring = [[lon, lat] for lat, lon in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _map(middle: list[float], zoom: int, markers: list[dict[str, Any]], shapes: Any) -> dict[str, Any]:
    return {
        "center": middle, "zoom": zoom, "markers": markers, "outlines": shapes,
        "tiles": settings.REDVEST_TILES, "tiles_note": "",
    }  # fmt: skip
