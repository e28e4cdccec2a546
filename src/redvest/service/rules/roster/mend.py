"""Makes a flow keep the rules that a flow cannot say: some choices are banned and the flow is asked again, a few times.

What is then still broken is taken out, and open places go to the cheapest who fit. The result may be proposed as it
is; the constraint solver begins from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.service.rules.roster.board import Board
from redvest.service.rules.roster.fit import bound_together
from redvest.service.rules.roster.flow import Flowed, flow
from redvest.service.rules.roster.hands import Hands
from redvest.service.rules.roster.matrix import Bools

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a problem as rows; who is in none is left to the flow alone."""

    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]

    @property
    def rows(self) -> set[int]:
        return {row for pair in (*self.together, *self.apart) for row in pair}


def pairs_of(board: Board) -> Pairs:
    """Both ends have to be among the people; a pair of whom one is not binds nobody, but together means neither."""
    at, problem = board.grid.person_at, board.problem
    return Pairs(
        tuple((at[one], at[other]) for one, other in problem.together if one in at and other in at),
        tuple((at[one], at[other]) for one, other in problem.apart if one in at and other in at),
    )


def mend(board: Board, first: Flowed, among: Bools | None = None) -> Bools:
    """A roster that keeps every rule, near the flow; the flow is asked again for ``among`` these choices only."""
    banned = np.zeros_like(first.chosen) if among is None else ~among
    flowed, pairs = first, pairs_of(board)
    for _ in range(ROUNDS):
        wrong = _hold(board, flowed.chosen, pairs)[1]
        if not wrong:
            break
        for row, column in wrong:
            banned[row, column] = True
        flowed = flow(board, banned)
    hands, _wrong = _hold(board, flowed.chosen, pairs)
    _part(hands, pairs)
    _join(board, hands, pairs)
    _fill(board, hands, pairs)
    return _as_array(board, hands)


def _hold(board: Board, chosen: Bools, pairs: Pairs) -> tuple[Hands, list[tuple[int, int]]]:
    """What can be kept, the dearest to lose first, and what cannot."""
    hands, wrong = Hands(board), []
    rows, columns = np.nonzero(chosen)
    # Locked and former choices cost less than nothing, so they come first; a short supply of people comes next.
    for at in np.argsort(board.cost[rows, columns], kind="stable"):
        row, column = int(rows[at]), int(columns[at])
        if hands.fits(row, column) and not _beside_apart(hands, pairs, row, column):
            hands.take(row, column)
        else:
            wrong.append((row, column))
    return hands, wrong


def _beside_apart(hands: Hands, pairs: Pairs, row: int, column: int) -> bool:
    others = [other for pair in pairs.apart if row in pair for other in pair if other != row]
    return any(column in hands.mine[other] for other in others)


def _part(hands: Hands, pairs: Pairs) -> None:
    """Who only serves with somebody leaves the shifts that the other is not on; who leaves may send a third away."""
    moved = True
    while moved:
        moved = False
        for one, other in pairs.together:
            for row, mate in ((one, other), (other, one)):
                for column in list(hands.mine[row]):
                    if column not in hands.mine[mate] and _bound(hands.board, one, other, column):
                        hands.put_back(row, column)
                        moved = True


def _bound(board: Board, one: int, other: int, column: int) -> bool:
    people, shift = board.problem.people, board.problem.shifts[column].key
    return bound_together(board.problem, people[one].key, people[other].key, shift)


def _join(board: Board, hands: Hands, pairs: Pairs) -> None:
    """Two open places of one shift for two who serve together, the cheapest first."""
    single = [pair for pair in pairs.together if not _chained(pair, pairs)]
    for one, other in single:
        both = board.cost[one] + board.cost[other]
        for column in map(int, np.argsort(both, kind="stable")):
            free = hands.has_room(column, 2) and _bound(board, one, other, column)
            if (
                free
                and all(hands.fits(row, column) for row in (one, other))
                and not any(_beside_apart(hands, pairs, row, column) for row in (one, other))
            ):
                hands.take(one, column)
                hands.take(other, column)


def _chained(pair: tuple[int, int], pairs: Pairs) -> bool:
    """Whether one of two belongs to another pair as well: three who serve together are left to the solver."""
    return sum(bool(set(pair) & set(each)) for each in pairs.together) > 1


def _fill(board: Board, hands: Hands, pairs: Pairs) -> None:
    """Open places to the cheapest who fit; the shifts with the fewest who could come first."""
    bound = {row for pair in pairs.together for row in pair}
    fewest = np.argsort(board.grid.may.sum(axis=0), kind="stable")
    for column in map(int, fewest):
        if not hands.has_room(column):
            continue
        load = np.array([len(each) for each in hands.mine]) * 2 * board.problem.weights.fair
        for row in map(int, np.argsort(board.cost[:, column] + load, kind="stable")):
            if not hands.has_room(column):
                break
            if row not in bound and hands.fits(row, column) and not _beside_apart(hands, pairs, row, column):
                hands.take(row, column)


def _as_array(board: Board, hands: Hands) -> Bools:
    chosen = np.zeros_like(board.grid.may)
    for row, columns in enumerate(hands.mine):
        chosen[row, columns] = True
    return chosen
