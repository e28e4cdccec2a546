"""Puts a roster together: the flow, and where it breaks a rule, what mends it.

The answer keeps every rule; of locked choices that break one together, some are let go.
"""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

from redvest.service.rules.roster.board import Board, board_of
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.cost import cost_of
from redvest.service.rules.roster.flow import flow
from redvest.service.rules.roster.matrix import Bools
from redvest.service.rules.roster.mend import mend, pairs_of
from redvest.service.rules.roster.problem import Choice, Problem, Roster

CHOICES, MENDED = 15_000, 30_000  # looked at by the constraint solver, by mending
LEAST_SECONDS = 1.2  # with less left the constraint solver would only read its model
SPARE, PAIRED = 3, 40  # of a large problem: spare people a shift, shifts of those who serve together
# Loaded when it is needed: it takes as long to load as a page takes to answer, and most rosters are a flow.
_SHIFTS = "redvest.service.rules.roster.shifts"


def solve(problem: Problem, *, work: float = 1.0, seconds: float = 4.0) -> Roster:
    """The best roster found with at most so much work, a count that is the same on every machine.

    ``seconds`` bounds a busy machine: what the flow leaves of them is the constraint solver's.
    """
    began = time.monotonic()
    if not problem.shifts or not problem.people:
        return Roster(frozenset(), *2 * (cost_of(problem, ()),), method="flow")
    board = board_of(problem)
    first = flow(board)
    chosen = named(board, first.chosen)
    if not breaches(problem, chosen):
        return Roster(chosen, first.cost, first.cost, "flow")
    mended = mend(board, first, among=candidates(board, first.chosen, MENDED))
    start = named(board, mended)
    if cost_of(problem, start) <= first.cost and not breaches(problem, start):
        return Roster(start, first.cost, first.cost, "repaired")
    left = seconds - (time.monotonic() - began)
    if left < LEAST_SECONDS:
        return Roster(start, cost_of(problem, start), first.cost, "repaired")
    shifts: Any = importlib.import_module(_SHIFTS)
    effort = shifts.Effort(work=work, seconds=left - LEAST_SECONDS / 2)
    better = named(board, shifts.improve(board, mended, focus(board, first.chosen, mended), effort))
    best = min((start, better), key=lambda each: (len(breaches(problem, each)), cost_of(problem, each)))
    return Roster(best, cost_of(problem, best), first.cost, "cp-sat" if best is better else "repaired")


def candidates(board: Board, chosen: Bools, most: int) -> Bools:
    """All choices of a small problem; of a large one what was chosen, what must or should stay, all of those in pairs,
    and the cheapest of every person and every shift."""
    may = board.grid.may
    if int(may.sum()) <= most:
        return may.copy()
    kept = chosen | (board.cost < 0)
    price = np.where(may, board.cost, np.iinfo(np.int64).max // 4)
    for one, other in pairs_of(board).together:
        shared = np.argsort(price[one] + price[other], kind="stable")[:PAIRED]
        kept[one, shared] = kept[other, shared] = True
    each = max(2, (most - int((kept & may).sum())) // (2 * len(may)))
    for axis, count in ((1, each), (0, max(2, each * len(may) // may.shape[1]))):
        order = np.argsort(price, axis=axis, kind="stable")
        cheapest = np.take(order, range(min(count, may.shape[axis])), axis=axis)
        np.put_along_axis(kept, cheapest, True, axis=axis)
    found: Bools = kept & may
    return found


def focus(board: Board, flowed: Bools, mended: Bools, most: int = CHOICES) -> Bools:
    """What the constraint solver looks at: all of a small problem; of a large one those whom mending moved, those in
    pairs and, for the shifts concerned, the people who would cost least there. The others stay as they are."""
    among = candidates(board, flowed | mended, most)
    if int(board.grid.may.sum()) <= most:
        return among
    moved = flowed != mended
    rows = moved.any(axis=1)
    rows[sorted(pairs_of(board).rows)] = True
    price = np.where(board.grid.may, board.cost, np.iinfo(np.int64).max // 4)
    concerned = np.nonzero(moved.any(axis=0))[0]
    spare = np.argsort(price[:, concerned], axis=0, kind="stable")[:SPARE]
    rows[np.unique(spare)] = True
    found: Bools = among & rows[:, None]
    return found


def named(board: Board, chosen: Bools) -> frozenset[Choice]:
    """The choices of an array by their keys."""
    people, shifts = board.problem.people, board.problem.shifts
    return frozenset((people[row].key, shifts[column].key) for row, column in np.argwhere(chosen).tolist())
