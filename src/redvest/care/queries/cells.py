"""Where the places of a city lie, in cells of about a kilometre: their middles, never anybody's door."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from redvest.care.models import Need
from redvest.care.rules.matching.area import cell_of, metres_between, middles
from redvest.registry.models import Region


def cells_of(city: str) -> dict[str, int | None]:
    """The cell of every region: its middle, or that of the nearest above it that has one; None where nobody knows."""
    rows = Region.objects.filter(city=city).order_by("path").values_list("code", "path", "lon", "lat")
    found: dict[str, int | None] = {}
    for code, path, lon, lat in rows:
        above = [each for each in path.split("/")[:-2] if found.get(each) is not None]
        here = cell_of(lon, lat) if lon is not None and lat is not None else None
        found[code] = here if here is not None else (found[above[-1]] if above else None)
    return found


def out_of_reach(need: Need, reach_m: int) -> list[str]:
    """The regions whose people live too far from a need. Where nobody knows how far it is, nobody is left out for it."""
    cells = cells_of(need.city)
    here = int(need.cell, 16) if need.cell else cells.get(need.region_id)
    known: Mapping[str, int] = {code: cell for code, cell in cells.items() if cell is not None}
    if here is None or not known:
        return []
    codes = list(known)
    metres = metres_between(middles(np.array([here]))[0], middles(np.array([known[each] for each in codes])))
    return [code for code, far in zip(codes, metres.tolist(), strict=True) if far > reach_m]
