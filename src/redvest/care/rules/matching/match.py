"""Proposals for a day: candidates, board, flow. Nothing is decided here: people are asked, and their yes counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.care.rules.matching.board import Board, board_of
from redvest.care.rules.matching.bound import lower_bound
from redvest.care.rules.matching.candidates import Candidates, candidates
from redvest.care.rules.matching.world import World
from redvest.core.least_cost import Ints, least_cost


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """``need`` and ``volunteer``: rows of each proposal, by need. ``open``: places of each need without anybody."""

    board: Board
    chosen: Ints
    need: Ints
    volunteer: Ints
    open: Ints
    cost: int

    def __len__(self) -> int:
        return len(self.chosen)

    def pairs(self) -> list[tuple[int, int]]:
        return list(zip(self.need.tolist(), self.volunteer.tolist(), strict=True))

    def has(self, need: int, volunteer: int) -> bool:
        return bool((self.volunteers_of(need) == volunteer).any())

    def volunteers_of(self, need: int) -> Ints:
        """Who is proposed for a need, by their rows."""
        rows: Ints = self.volunteer[self.need == need]
        return rows

    def needs_of(self, volunteer: int) -> Ints:
        """What somebody is proposed for, by rows."""
        rows: Ints = self.need[self.volunteer == volunteer]
        return rows

    def bound(self) -> int:
        """No choice among the candidates costs less: equal to ``cost``, and worked out apart from the solver."""
        return lower_bound(self.board, self.chosen)


def match(world: World, found: Candidates | None = None) -> Matching:
    """The cheapest proposals. The same world always gets the same."""
    found = candidates(world) if found is None else found
    board = board_of(world, found)
    chosen, cost = _cheapest(board)
    need, volunteer = found.need[chosen], found.volunteer[chosen]
    taken = np.bincount(need, minlength=len(world.needs))
    return Matching(board, chosen, need, volunteer, world.needs.places - taken, cost)


def _cheapest(board: Board) -> tuple[Ints, int]:
    """Which of the candidates are chosen, and the whole cost: one flow, exact."""
    if not len(board.world.needs):
        return np.zeros(0, dtype=np.int64), 0
    flow = least_cost(board.network)
    return np.flatnonzero(flow.units[: len(board.candidates)]), flow.cost
