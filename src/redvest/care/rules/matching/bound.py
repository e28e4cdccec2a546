"""What no choice can undercut: a bound that needs no trust in the solver.

Let every place of need j carry a price p(j). Whatever is chosen then costs at least

    sum of places(j) * min(p(j), open(j)), plus, for each person, the least that their own turns can cost
    when each need j they take gives p(j) back

because the two sides differ only by what a choice pays above the prices. That is the Lagrangian dual of the linear
programme, so the best prices give the LP's optimum, and any others less. ``bound`` is this sum and reads the board alone.
``prices`` finds the best ones out of a choice: the length of the shortest way to each need in the network of what could
still be changed. A gap of 0 proves both.
"""

from __future__ import annotations

import numpy as np

from redvest.care.rules.matching.board import Board
from redvest.core.least_cost import Ints

FAR = np.iinfo(np.int64).max // 4


class NotSettled(RuntimeError):
    """The prices kept falling: the choice can be made cheaper, so it was not the cheapest."""


def lower_bound(board: Board, chosen: Ints) -> int:
    """The bound by the prices that belong to a choice (entries of the candidates)."""
    return bound(board, prices(board, chosen))


def bound(board: Board, price: Ints) -> int:
    """A sum that no choice costs less than, whatever the prices of the needs are."""
    found, places = board.candidates, board.world.needs.places
    total = int((places * np.minimum(price, board.open_cost)).sum())
    return total + _own(board, found.cost - price[found.need])


def _own(board: Board, left: Ints) -> int:
    """The sum of the least that everybody's own turns cost: the best need of each day, the best days for their turns."""
    ends = np.cumsum(board.room)
    first = board.turn_cost[ends - board.room] if len(ends) else board.turn_cost[:0]
    useful = np.flatnonzero(left + first[board.person] < 0)
    order = useful[np.lexsort((left[useful], board.day[useful]))]
    best = order[np.r_[True, board.day[order][1:] != board.day[order][:-1]]] if len(order) else order
    best = best[np.lexsort((left[best], board.person[best]))]
    person = board.person[best]
    nth = np.arange(len(best)) - np.searchsorted(person, person)
    fits = nth < board.room[person]
    best, person, nth = best[fits], person[fits], nth[fits]
    worth = left[best] + board.turn_cost[(ends - board.room)[person] + nth]
    return int(np.minimum(worth, 0).sum())


def prices(board: Board, chosen: Ints) -> Ints:
    """The shortest ways from the source to the needs, over turns and candidates that are free and back over taken ones."""
    found = board.candidates
    ways, turns, held = board.open_cost.copy(), _next_turn(board, chosen), _held_day(board, chosen)
    free = np.ones(len(found), dtype=np.bool_)
    free[chosen] = False
    np.minimum.at(ways, found.need[free], _into(board, ways, turns, held, chosen)[free])
    busy = np.zeros(len(board.people), dtype=np.bool_)
    busy[board.person[chosen]] = True
    again = np.flatnonzero(free & busy[board.person])  # nobody else's way changes
    for _round in range(len(board.open_cost) + len(board.people) + 2):
        before = ways.copy()
        np.minimum.at(ways, found.need[again], _into(board, ways, turns, held, chosen, again))
        if np.array_equal(before, ways):
            return ways
    raise NotSettled


def _next_turn(board: Board, chosen: Ints) -> Ints:
    """What one turn more would cost everybody; ``FAR`` where they have no room."""
    used = np.bincount(board.person[chosen], minlength=len(board.people))
    starts = np.cumsum(board.room) - board.room
    at = np.minimum(starts + used, max(0, len(board.turn_cost) - 1))
    if not len(board.turn_cost):
        return starts
    cost: Ints = np.where(used < board.room, board.turn_cost[at], FAR)
    return cost


def _held_day(board: Board, chosen: Ints) -> Ints:
    """For each candidate the number (in ``chosen``) of the choice that takes its person's day; -1 where none does."""
    held = np.full(len(board.candidates), -1, dtype=np.int64)
    days = board.day[chosen]
    order = np.argsort(days, kind="stable")
    if len(order):
        at = np.minimum(np.searchsorted(days[order], board.day), len(order) - 1)
        same = (days[order][at] == board.day) & board.crowded
        held[same] = order[at[same]]
    return held


def _into(
    board: Board, ways: Ints, turns: Ints, held: Ints, chosen: Ints, rows: Ints | slice = slice(None)
) -> Ints:
    """How long the way to a need is by these candidates: over its person, or by giving up what takes their day."""
    found = board.candidates
    back = ways[found.need[chosen]] - found.cost[chosen]
    person = turns.copy()
    np.minimum.at(person, board.person[chosen], back)
    start, by_day = person[board.person[rows]], held[rows]
    taken = by_day >= 0
    start[taken] = back[by_day[taken]]
    into: Ints = np.minimum(start + found.cost[rows], FAR)
    return into
