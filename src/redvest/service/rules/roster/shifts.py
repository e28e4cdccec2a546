"""The roster as a constraint problem (CP-SAT), for what a flow cannot say: pairs, rest from day to day, days in a row.

It starts from a roster that keeps every rule and can only get better; of a large problem it sees the choices that
matter (``candidates``). A count of work and not a clock ends it, so the same problem has the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from redvest.service.rules.roster.board import Board
from redvest.service.rules.roster.days import week_of
from redvest.service.rules.roster.fit import bound_together
from redvest.service.rules.roster.hands import Hands
from redvest.service.rules.roster.matrix import Bools
from redvest.service.rules.roster.mend import pairs_of


@dataclass(frozen=True, slots=True)
class Effort:
    """``work``: CP-SAT's deterministic time; ``seconds``: the wall behind it, for a machine that is busy."""

    work: float = 1.0
    seconds: float = 3.0


@dataclass(slots=True)
class _Model:
    board: Board
    hands: Hands
    left: list[int]  # places of each shift that are not held by somebody who stays
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    x: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    terms: list[tuple[cp_model.IntVar, int]] = field(default_factory=list)


def improve(board: Board, start: Bools, among: Bools, effort: Effort) -> Bools:
    """The best roster found among these choices, never worse than the one to start from.

    Who has none of these choices stays where they are.
    """
    moves: Bools = np.any(among, axis=1, keepdims=True)
    stay = start & ~moves
    model = _Model(board, Hands(board), (board.need - stay.sum(axis=0)).tolist())
    rows: dict[int, list[int]] = defaultdict(list)
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in zip(*map(np.ndarray.tolist, np.nonzero(among)), strict=True):
        model.x[row, column] = model.cp.new_bool_var("")
        rows[row].append(column)
        columns[column].append(row)
    for row, mine in rows.items():
        _person(model, row, mine, start)
    for column in range(len(board.need)):
        if columns[column]:
            _shift(model, column, columns[column], start)
    _pairs(model)
    for (row, column), var in model.x.items():
        model.terms.append((var, int(board.cost[row, column])))
        model.cp.add_hint(var, bool(start[row, column]))
    model.cp.minimize(sum(var * weight for var, weight in model.terms if weight))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = effort.seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2  # nearly a flow still: its linear relaxation settles most of it
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    found = stay.copy()
    for (row, column), var in model.x.items():
        found[row, column] = bool(solver.value(var))
    return found


def _person(model: _Model, row: int, mine: list[int], start: Bools) -> None:
    board, x, cp = model.board, model.x, model.cp
    for clique in _cliques(mine, board.clash):
        cp.add_at_most_one(x[row, column] for column in clique)
    most = _most(board, row, mine)
    served = sum(x[row, column] for column in mine)
    _weeks(model, row, mine)
    _days(model, row, mine)
    _runs(model, row, mine, [column for column in mine if start[row, column]])
    weight, load = board.problem.weights.fair, board.problem.people[row].load
    if not weight:
        return
    # The square is convex: the first shift costs its own step, each further one at least its higher step.
    for column in mine:
        model.terms.append((x[row, column], weight * (2 * load + 1)))
    if most > 1:
        count = int(start[row].sum())
        more = cp.new_int_var(0, most * (most - 1), "")
        for step in range(1, most):
            cp.add(more >= 2 * step * served - step * (step + 1))
        model.terms.append((more, weight))
        cp.add_hint(more, count * (count - 1))


def _most(board: Board, row: int, mine: list[int]) -> int:
    """How many of these shifts one person can serve at most, by what is quickly seen."""
    apart = len({int(board.group[column]) for column in mine})
    weeks = {int(board.week[column]) for column in mine}
    by_week = sum(int(board.week_room[row, week]) for week in weeks)
    return max(1, min(apart, by_week))


def _cliques(mine: list[int], clash: Bools) -> list[list[int]]:
    """Groups that cover every clash among these shifts, large ones first."""
    left = {(a, b) for at, a in enumerate(mine) for b in mine[at + 1 :] if clash[a, b]}
    found = []
    while left:
        a, b = min(left)
        clique = [a, b]
        for other in mine:
            if other not in clique and all(clash[other, each] for each in clique):
                clique.append(other)
        left -= {(one, two) for one in clique for two in clique}
        found.append(clique)
    return found


def _weeks(model: _Model, row: int, mine: list[int]) -> None:
    most, hands = model.board.problem.terms.most_week, model.hands
    if not most:
        return
    weeks = defaultdict(list)
    for column in mine:
        weeks[week_of(hands.days[column])].append(model.x[row, column])
    for monday, theirs in weeks.items():
        held = sum(week_of(day) == monday for day in hands.held_days[row])
        if len(theirs) + held > most:
            model.cp.add(sum(theirs) <= max(0, most - held))


def _days(model: _Model, row: int, mine: list[int]) -> None:
    daily, hands = model.board.problem.terms.daily_minutes, model.hands
    if not daily:
        return
    days = defaultdict(list)
    for column in mine:
        for day, minutes in hands.minutes[column].items():
            days[day].append((model.x[row, column], min(minutes, daily)))
    for day, theirs in days.items():
        left = daily - min(daily, hands.held_minutes[row][day])
        if sum(minutes for _var, minutes in theirs) > left:
            model.cp.add(sum(var * minutes for var, minutes in theirs) <= left)


def _runs(model: _Model, row: int, mine: list[int], had: list[int]) -> None:
    """Of every stretch of one day more than allowed, one day is free."""
    most, hands = model.board.problem.terms.most_running, model.hands
    if not most:
        return
    held = {day.toordinal() for day in hands.held_days[row]}
    by_day = defaultdict(list)
    for column in mine:
        by_day[hands.days[column].toordinal()].append(model.x[row, column])
    busy = {}
    for day, theirs in by_day.items():
        if day not in held:
            busy[day] = theirs[0] if len(theirs) == 1 else model.cp.new_bool_var("")
            if len(theirs) > 1:
                model.cp.add_max_equality(busy[day], theirs)
                model.cp.add_hint(busy[day], any(hands.days[column].toordinal() == day for column in had))
    for first in {day - back for day in by_day for back in range(most + 1)}:
        window = range(first, first + most + 1)
        fixed = sum(day in held for day in window)
        if fixed > most:  # too long a run by itself: not one shift more on its days
            model.cp.add(sum(var for day in window for var in by_day.get(day, ())) == 0)
        free = [busy[day] for day in window if day in busy]
        if free and fixed + len(free) > most:
            model.cp.add(sum(free) <= max(0, most - fixed))


def _shift(model: _Model, column: int, rows: list[int], start: Bools) -> None:
    board, cp = model.board, model.cp
    need, weights = model.left[column], board.problem.weights
    least = max(0, min(need, board.problem.shifts[column].minimum - (int(board.need[column]) - need)))
    served = sum(model.x[row, column] for row in rows)
    count = int(start[rows, column].sum())
    open_ = cp.new_int_var(0, need, "")
    cp.add(served + open_ == need)
    cp.add_hint(open_, need - count)
    model.terms.append((open_, weights.open))
    if least and weights.minimum:
        below = cp.new_int_var(0, least, "")
        cp.add(below >= least - served)
        cp.add_hint(below, max(0, least - count))
        model.terms.append((below, weights.minimum))


def _pairs(model: _Model) -> None:
    pairs, x, cp = pairs_of(model.board), model.x, model.cp
    people, shifts = model.board.problem.people, model.board.problem.shifts
    for one, other in pairs.together:
        for column, shift in enumerate(shifts):
            if not bound_together(model.board.problem, people[one].key, people[other].key, shift.key):
                continue
            mine, theirs = x.get((one, column)), x.get((other, column))
            if mine is not None and theirs is not None:
                cp.add(mine == theirs)
            elif (alone := mine if mine is not None else theirs) is not None:
                cp.add(alone == 0)
    for one, other in pairs.apart:
        for column in range(len(model.board.need)):
            if (one, column) in x and (other, column) in x:
                cp.add_at_most_one(x[one, column], x[other, column])
