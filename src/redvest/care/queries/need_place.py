"""Where somebody may take needs in: communities, grids, the code on a door."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import h3
from django.db.models import Q, QuerySet

from redvest.care.intake_errors import DoorUnknown
from redvest.care.rules.door import PURPOSE, is_signed, read_door, write_door
from redvest.care.rules.spotted import FARTHEST, NEARBY, GridShape, grid_of_point, metres
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Grid, Region
from redvest.registry.queries import secret
from redvest.registry.queries.grid import keepings_on
from redvest.registry.rules.standing import KEEPING, Standing

RESOLUTION = 8  # about a kilometre: what matching and maps are given of a place


def station_paths(by: Standing) -> tuple[str, ...]:
    """The paths of the places in which somebody keeps a station."""
    paths = (grant.station_path for grant in by.grants if grant.role in KEEPING)
    return tuple(dict.fromkeys(path for path in paths if path))


def communities(city: str) -> QuerySet[Region]:
    return Region.objects.filter(city=city, level=RegionLevel.COMMUNITY).order_by("path")


def communities_of(by: Standing) -> QuerySet[Region]:
    """Where somebody at the desk may take needs in: below the places governed, and around the stations kept."""
    where = Q(path__in=station_paths(by))
    for path in by.regions():
        where |= Q(path__startswith=path)
    return communities(by.city).filter(where)


def grids_kept(by: Standing, day: date) -> QuerySet[Grid]:
    """The grids that somebody keeps on this day (网格员)."""
    kept = keepings_on(day).filter(volunteer_id__in=by.records, grid__isnull=False)
    return Grid.objects.filter(pk__in=kept.values("grid_id")).select_related("community").order_by("name")


def kept_ids(by: Standing, day: date) -> frozenset[UUID]:
    """Their ids, as ``policy`` asks for them; who is on no register keeps none, and nothing is read."""
    return frozenset(grids_kept(by, day).values_list("pk", flat=True)) if by.records else frozenset()


class PlaceFinder:
    """The community and the grid of points below a place. Two queries, however many points are asked for."""

    def __init__(self, region: Region) -> None:
        grids = Grid.objects.filter(region_path__startswith=region.path).select_related("community")
        self._grids = {each.pk: each for each in grids.order_by("pk")}
        within = Region.objects.under(region).filter(level=RegionLevel.COMMUNITY)
        self._communities = list(within.filter(lon__isnull=False, lat__isnull=False).order_by("path"))

    def at(self, lon: float | None, lat: float | None) -> tuple[Region, Grid | None] | None:
        """Of the grid that holds the point or lies nearest, else of the nearest community; None far from all."""
        if lon is None or lat is None:
            return None
        near = [
            GridShape(each.pk, each.region_path, each.outline, each.lon, each.lat)
            for each in self._grids.values()
            if each.lon is not None
            and each.lat is not None
            and abs(each.lon - lon) <= NEARBY
            and abs(each.lat - lat) <= NEARBY
        ]
        if found := grid_of_point(lon, lat, near):
            grid = self._grids[found.key]
            return grid.community, grid
        far = [(metres(lon, lat, each.lon, each.lat), each.path, each) for each in self._communities
               if each.lon is not None and each.lat is not None]  # fmt: skip
        nearest = min(far, default=None)
        return (nearest[2], None) if nearest and nearest[0] <= FARTHEST else None


def cell_at(lon: float | None, lat: float | None, region: Region, grid: Grid | None) -> str:
    """The cell of a point; without one of the middle of the grid or the community; empty where nothing is known."""
    for x, y in ((lon, lat), (grid.lon, grid.lat) if grid else (None, None), (region.lon, region.lat)):
        if x is not None and y is not None:
            return str(h3.latlng_to_cell(y, x, RESOLUTION))
    return ""


def door_code(grid: Grid) -> str:
    """What the code on the doors of a grid says."""
    return write_door(grid.pk, _signature(grid.pk))


def door_of(city: str, code: str) -> Grid:
    """The grid whose doors have this code. Raises DoorUnknown."""
    read = read_door(code)
    if read is None or not is_signed(read[1], _signature(read[0])):
        raise DoorUnknown
    found = Grid.objects.filter(pk=read[0], city=city).select_related("community").first()
    if found is None:
        raise DoorUnknown
    return found


def _signature(grid: UUID) -> bytes:
    return secret.keyring().keyed_hash(str(grid), purpose=PURPOSE)


def labelled(rows: QuerySet[Region]) -> list[tuple[str, str]]:
    """Code and name of each with its street, as people tell two of one name apart: 百花湖社区（城南街道）. One query."""
    return [(row.code, label_of(row)) for row in rows.select_related("parent")]


def label_of(region: Region) -> str:
    return f"{region.name}（{region.parent.name}）" if region.parent else region.name


def named(choices: list[tuple[str, str]], typed: str) -> str:
    """The code of the one that was typed: the code, the label, the name alone, or how only one of them begins.

    Empty where it is none or several.
    """
    text = "".join(typed.split()).replace("(", "（").replace(")", "）")
    if not text:
        return ""
    for fits in (lambda code, label: text in (code, label), lambda code, label: label.split("（")[0] == text):
        found = [code for code, label in choices if fits(code, label)]
        if found:
            return found[0] if len(found) == 1 else ""
    found = [code for code, label in choices if label.startswith(text)]
    return found[0] if len(found) == 1 else ""
