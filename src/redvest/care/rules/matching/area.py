"""Where people are, in cells of the H3 grid: who lives around a place, the nearest first.

A cell of resolution 8 is about a kilometre wide: near enough to order people by, too coarse to find a door with.
Distances are between the middles of cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import h3.api.numpy_int as h3
import numpy as np

from redvest.care.rules.matching.world import Floats
from redvest.core.least_cost import Ints

RESOLUTION = 8
EARTH_M = 6_371_008.8
SLACK = 1e-9  # of a cosine, for the first rough look: some metres near, none far


def cell_of(lon: float, lat: float) -> int:
    """The cell of a point (WGS-84)."""
    return int(h3.latlng_to_cell(lat, lon, RESOLUTION))


def middles(cells: Ints) -> Floats:
    """Latitude and longitude of each cell, in radians."""
    points = [h3.cell_to_latlng(int(each)) for each in cells]
    return np.radians(np.array(points, dtype=np.float64).reshape(-1, 2))


def metres_between(one: Floats, others: Floats) -> Ints:
    """Whole metres along the sphere from one middle to each of others (haversine)."""
    half = np.sin((others - one) / 2) ** 2
    share = half[..., 0] + np.cos(one[..., 0]) * np.cos(others[..., 0]) * half[..., 1]
    metres: Ints = np.rint(2 * EARTH_M * np.arcsin(np.sqrt(share))).astype(np.int64)
    return metres


def directions(points: Floats) -> Floats:
    """Unit vectors from the middle of the earth: their products are cosines of distances."""
    lat, lon = points[:, 0], points[:, 1]
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The cells around a place, the nearest first: how far each is, and which stretch of rows lives there."""

    metres: Ints
    first: Ints
    count: Ints

    def __len__(self) -> int:
        return int(self.count.sum())

    def nearest(self, most: int | None = None) -> tuple[Ints, Ints]:
        """Rows and metres of the nearest: so many, and whoever else lives in the last one's cell. All without ``most``."""
        ends = np.cumsum(self.count)
        cells = len(ends) if most is None else min(len(ends), int(np.searchsorted(ends, most)) + 1)
        count, ends = self.count[:cells], ends[:cells]
        rows = np.repeat(self.first[:cells] - (ends - count), count)
        rows += np.arange(len(rows))
        return rows, np.repeat(self.metres[:cells], count)


class Area:
    """People by cell: made once, asked for every place."""

    def __init__(self, cells: Ints) -> None:
        """``cells`` of everybody, in ascending order."""
        self._cells, self._first, self._count = np.unique(cells, return_index=True, return_counts=True)
        self._middles = middles(self._cells)
        self._directions = directions(self._middles)

    def around(self, cell: int, reach_m: int) -> Around:
        """Everybody within ``reach_m`` of a place."""
        here = middles(np.array([cell]))
        cosines = self._directions @ directions(here)[0]
        at = np.flatnonzero(cosines >= np.cos((reach_m + 1) / EARTH_M) - SLACK)
        metres = metres_between(here[0], self._middles[at])
        near = np.flatnonzero(metres <= reach_m)
        near = near[np.argsort(metres[near], kind="stable")]
        return Around(metres[near], self._first[at[near]], self._count[at[near]])
