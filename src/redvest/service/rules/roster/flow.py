"""The roster as a flow of least cost: exact wherever limits lie inside each other (a part of a day, a day, a week).

From a source to people (one more arc for each further shift, dearer each time), to their weeks, days and parts of a
day, to shifts. What else a rule may say is left out here, so the cost of this flow is a bound: nothing can be cheaper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.core.least_cost import Network, least_cost
from redvest.service.rules.roster.board import LOCKED, Board
from redvest.service.rules.roster.matrix import Bools, Ints


@dataclass(frozen=True, slots=True)
class Flowed:
    """``chosen``: person by shift. ``cost``: as ``cost.py`` counts, if nothing that a flow cannot say is broken."""

    chosen: Bools
    cost: int


@dataclass(frozen=True, slots=True)
class _Arcs:
    tail: Ints
    head: Ints
    room: Ints
    cost: Ints


def flow(board: Board, banned: Bools | None = None) -> Flowed:
    """The cheapest roster under the limits that a flow can say; ``banned`` choices (person by shift) left out."""
    may = board.grid.may if banned is None else board.grid.may & ~banned
    row, column = np.nonzero(may)
    source, people, shifts = 0, len(may), len(board.need)
    last = 1 + people  # the next free node
    group_at, group_of = _nodes(row, board.group[column], last)
    day_at, day_of = _nodes(row, board.day[column], last + len(group_at))
    week_at, week_of = _nodes(row, board.week[column], last + len(group_at) + len(day_at))
    shift = last + len(group_at) + len(day_at) + len(week_at)
    first = _first_of(group_of, last)
    days = _first_of(day_of, last + len(group_at))
    weeks = _first_of(week_of, last + len(group_at) + len(day_at))
    arcs = [
        _Arcs(group_of, shift + column, _ones(row), board.cost[row, column]),
        _Arcs(day_of[first], group_at, _ones(group_at), 0 * group_at),
        _Arcs(week_of[days], day_at, board.day_room[row[days], board.day[column[days]]], 0 * day_at),
        _Arcs(1 + row[weeks], week_at, board.week_room[row[weeks], board.week[column[weeks]]], 0 * week_at),
        _to_people(board, row, board.group[column]),
        _left_open(board, source, shift),
    ]
    tail, head, room, cost = (
        np.concatenate([getattr(each, name) for each in arcs]) for name in ("tail", "head", "room", "cost")
    )
    supplies = np.zeros(shift + shifts, dtype=np.int64)
    supplies[source], supplies[shift:] = board.need.sum(), -board.need
    found = least_cost(Network(tail, head, room, cost, supplies))
    used = found.units[: len(row)] > 0
    chosen = np.zeros_like(may)
    chosen[row[used], column[used]] = True
    spared = int((chosen & board.locked).sum()) * LOCKED
    return Flowed(chosen, found.cost + spared + board.kept)


def _nodes(row: Ints, number: Ints, first: int) -> tuple[Ints, Ints]:
    """A node for each pair of a person and a number: all nodes, and that of each choice."""
    width = int(number.max(initial=0)) + 1
    pairs, which = np.unique(row * width + number, return_inverse=True)
    return first + np.arange(len(pairs), dtype=np.int64), first + which.reshape(-1).astype(np.int64)


def _first_of(nodes: Ints, first: int) -> Ints:
    """A choice that belongs to each node, in the order of the nodes."""
    found: Ints = np.unique(nodes - first, return_index=True)[1].astype(np.int64)
    return found


def _ones(like: Ints) -> Ints:
    return np.ones(len(like), dtype=np.int64)


def _to_people(board: Board, row: Ints, group: Ints) -> _Arcs:
    """As many arcs as somebody could take shifts, each costing what one more adds to the square of their load."""
    width = int(group.max(initial=0)) + 1
    most = np.bincount(np.unique(row * width + group) // width, minlength=len(board.grid.may))
    most = np.minimum(most, board.week_room.sum(axis=1))
    load = np.array([each.load for each in board.problem.people], dtype=np.int64)
    person = np.repeat(np.arange(len(most), dtype=np.int64), most)
    before = np.arange(len(person)) - np.repeat(np.cumsum(most) - most, most)
    cost = board.problem.weights.fair * (2 * (load[person] + before) + 1)
    return _Arcs(np.zeros(len(person), dtype=np.int64), 1 + person, _ones(person), cost)


def _left_open(board: Board, source: int, shift: int) -> _Arcs:
    """From the source past everybody: the places above the minimum are cheaper to leave open."""
    at = shift + np.arange(len(board.need), dtype=np.int64)
    least = np.array([min(each.minimum, each.need) for each in board.problem.shifts], dtype=np.int64)
    weights = board.problem.weights
    tail = np.full(2 * len(at), source, dtype=np.int64)
    cost = np.repeat(np.array([weights.open, weights.open + weights.minimum], dtype=np.int64), len(at))
    return _Arcs(tail, np.concatenate([at, at]), np.concatenate([board.need - least, least]), cost)
