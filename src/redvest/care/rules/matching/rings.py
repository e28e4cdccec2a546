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
# Middles of neighbours are 920 m apart on average, off the axes of the grid and in its smaller cells as little as this:
# so many rings hold everybody within a distance.
RING_M = 550


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


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """People around a place by their rows, the nearest first, and how far they are."""

    rows: Ints
    metres: Ints


class Area:
    """People by cell: made once, asked for every place."""

    def __init__(self, cells: Ints, rows: Ints) -> None:
        """``cells`` of everybody; ``rows``: who of them comes into question."""
        theirs = cells[rows]
        order = np.argsort(theirs, kind="stable")
        self._rows = rows[order]
        self._cells, self._first, self._count = np.unique(
            theirs[order], return_index=True, return_counts=True
        )
        self._middles = middles(self._cells)

    def around(self, cell: int, reach_m: int) -> Around:
        """Everybody within ``reach_m`` of a place."""
        disk = np.sort(h3.grid_disk(cell, reach_m // RING_M + 1).astype(np.int64))
        at = np.searchsorted(self._cells, disk)
        at = (
            at[(at < len(self._cells)) & (self._cells[np.minimum(at, len(self._cells) - 1)] == disk)]
            if len(self._cells)
            else at[:0]
        )
        metres = metres_between(middles(np.array([cell]))[0], self._middles[at])
        near = np.flatnonzero(metres <= reach_m)
        near = near[np.argsort(metres[near], kind="stable")]
        count, first = self._count[at[near]], self._first[at[near]]
        ends = np.cumsum(count)
        total = int(ends[-1]) if len(ends) else 0
        places = np.arange(total, dtype=np.int64) + np.repeat(first - (ends - count), count)
        return Around(self._rows[places], np.repeat(metres[near], count))
