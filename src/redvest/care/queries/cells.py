"""Where the places of a city lie, in cells of about a kilometre: their middles, never anybody's door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

from redvest.care.models import Need
from redvest.care.rules.matching.area import cell_of, metres_between, middles
from redvest.registry.models import Grid, Region, Station

Point = tuple[float, float]
COMMUNITY = 4  # how deep a community lies: city, district, street, community


def cells_of(city: str) -> dict[str, int | None]:
    """The cell of every region: its own middle, else that of its grids, else of its stations; a street's from its
    communities, a community's from its street; else that of the nearest above. None where nobody knows. Three statements.
    """
    rows = list(Region.objects.filter(city=city).order_by("path").values_list("code", "path", "lon", "lat"))
    points = _points(city) | {
        code: (lon, lat) for code, _path, lon, lat in rows if lon is not None and lat is not None
    }
    below: defaultdict[str, list[Point]] = defaultdict(list)
    for code, path, _lon, _lat in rows:
        codes = path.split("/")[:-1]
        if code in points and len(codes) == COMMUNITY:
            below[codes[-2]].append(points[code])
    points = {code: _middle(found) for code, found in below.items()} | points
    found: dict[str, int | None] = {}
    for code, path, _lon, _lat in rows:
        near = next((each for each in reversed(path.split("/")[:-1]) if each in points), None)
        found[code] = cell_of(*points[near]) if near is not None else None
    return found


def _points(city: str) -> dict[str, Point]:
    """The middles of what lies in a community: of its grids, else of its stations."""
    found: defaultdict[str, list[Point]] = defaultdict(list)
    stations = Station.objects.filter(city=city).values_list("region_id", "lon", "lat")
    grids = Grid.objects.filter(city=city).values_list("community_id", "lon", "lat")
    for rows in (stations, grids):
        there: defaultdict[str, list[Point]] = defaultdict(list)
        for code, lon, lat in rows.order_by():
            if lon is not None and lat is not None:
                there[code].append((lon, lat))
        found |= there
    return {code: _middle(points) for code, points in found.items()}


def _middle(points: Sequence[Point]) -> Point:
    return fmean(lon for lon, _lat in points), fmean(lat for _lon, lat in points)


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
