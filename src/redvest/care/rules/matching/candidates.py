"""Who comes into question for each need: near first, as many as it takes, the best of them kept.

Needs of one cell are looked at together. The circle grows until every one of them has enough people whom no rule forbids
or everybody in reach was seen, so a need in the fields looks as far as it takes and one in town not past the next street.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from redvest.care.rules.matching.area import Area, Around
from redvest.care.rules.matching.cost import price, turn
from redvest.care.rules.matching.eligible import allowed, reachable, sight
from redvest.care.rules.matching.world import World
from redvest.core.least_cost import Ints

LOOK = 8  # at first so many people a candidate wanted: about one in six is free then and may
WIDER = 3
CHOICE = 2  # enough is so many times what is kept, so that not only the nearest are
NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """One entry a pair, by rows, in order of need and volunteer. ``cost`` without what the volunteer's turn costs."""

    need: Ints
    volunteer: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.need)


def candidates(world: World) -> Candidates:
    """At most ``terms.few`` a place of each need."""
    people = np.flatnonzero(reachable(world.volunteers))
    people = people[np.argsort(world.volunteers.cell[people], kind="stable")]
    near = _only(world, people)
    area, first_turn = Area(near.volunteers.cell), turn(near.volunteers, 0, near.weights)
    order = np.argsort(world.needs.cell, kind="stable")
    cells, starts = np.unique(world.needs.cell[order], return_index=True)
    found: list[Candidates] = []
    for cell, rows in zip(cells.tolist(), np.split(order, starts[1:]), strict=False):  # no needs: no cell
        around = area.around(cell, int(world.needs.reach_m[rows].max()))
        found += _of_cell(near, rows, around, first_turn)
    return _together(found, people, len(world.volunteers))


def _only(world: World, people: Ints) -> World:
    """The world of some volunteers in another order: neighbours lie together, which is what reading them fast takes."""
    row = np.full(len(world.volunteers), -1, dtype=np.int64)
    row[people] = np.arange(len(people))
    width, wide = len(people), max(1, len(world.volunteers))

    def moved(pairs: Ints) -> Ints:
        need, volunteer = np.divmod(pairs, wide)
        there = row[volunteer] >= 0 if len(volunteer) else np.zeros(0, dtype=np.bool_)
        return np.sort(need[there] * width + row[volunteer[there]])

    return replace(
        world, volunteers=world.volunteers.take(people), refused=moved(world.refused), busy=moved(world.busy),
        lapsed=moved(world.lapsed),
    )  # fmt: skip


def _of_cell(world: World, rows: Ints, around: Around, first_turn: Ints) -> list[Candidates]:
    found = []
    keep = world.terms.few * np.maximum(1, world.needs.places[rows])
    look = LOOK * int(keep.max())
    while len(rows):
        people, metres = around.nearest(look)
        pair = sight(world, rows, people, metres)
        may = allowed(pair)
        enough = (may.sum(axis=1) >= CHOICE * keep) | (look >= len(around))
        if enough.any():
            cost = price(pair, world.weights)
            found += [
                _best(int(rows[at]), people[mine], cost[at, mine], first_turn, int(keep[at]))
                for at in np.flatnonzero(enough)
                if len(mine := np.flatnonzero(may[at]))
            ]
        rows, keep, look = rows[~enough], keep[~enough], look * WIDER
    return found


def _best(need: int, people: Ints, cost: Ints, first_turn: Ints, keep: int) -> Candidates:
    if len(people) > keep:
        # Numbered by nearness, so that no two are alike and the same world always keeps the same people.
        whole = (cost + first_turn[people]) * len(people) + np.arange(len(people))
        best = np.argpartition(whole, keep)[:keep]
        people, cost = people[best], cost[best]
    return Candidates(np.full(len(people), need, dtype=np.int64), people, cost)


def _together(found: list[Candidates], people: Ints, width: int) -> Candidates:
    empty = np.zeros(0, dtype=np.int64)
    need, row, cost = (
        np.concatenate([empty, *(getattr(each, name) for each in found)])
        for name in ("need", "volunteer", "cost")
    )
    volunteer = people[row]
    order = np.argsort(need * width + volunteer, kind="stable")
    return Candidates(need[order], volunteer[order], cost[order])
