"""What no roster can undercut: the problem with fractions of people allowed, as a linear programme.

Tighter than the flow, since it knows rest, travel and the minutes of a day; too slow for a page, so the bench and the
tests ask for it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
from ortools.linear_solver.python import model_builder

from redvest.service.rules.roster.board import Board, board_of
from redvest.service.rules.roster.days import week_of
from redvest.service.rules.roster.hands import Hands
from redvest.service.rules.roster.mend import pairs_of
from redvest.service.rules.roster.problem import Problem

SOLVERS = ("HIGHS", "GLOP")
Vars = dict[int, dict[int, "model_builder.Variable"]]


def lp_bound(problem: Problem) -> float:
    """The least cost of any roster, from below, whether or not it keeps the locks."""
    board = board_of(replace(problem, locked=frozenset()))  # a lock's weight is no cost
    model = model_builder.Model()  # type: ignore[no-untyped-call]
    hands = Hands(board)
    rows: Vars = defaultdict(dict)
    columns: Vars = defaultdict(dict)
    costs = []
    for row, column in np.argwhere(board.grid.may).tolist():
        var = model.new_num_var(0.0, 1.0, "")
        rows[row][column] = columns[column][row] = var
        costs.append((var, float(board.cost[row, column])))
    for row, mine in rows.items():
        costs += _person(model, board, hands, row, mine)
    for column in range(len(board.need)):
        costs += _shift(model, board, column, list(columns[column].values()))
    for one, other in pairs_of(board).apart:
        for column in rows[one].keys() & rows[other].keys():
            model.add(rows[one][column] + rows[other][column] <= 1)
    model.minimize(
        model_builder.LinearExpr.weighted_sum([var for var, _cost in costs], [cost for _var, cost in costs])
    )
    return _solved(model) + board.kept


def _solved(model: model_builder.Model) -> float:
    for name in SOLVERS:
        solver = model_builder.Solver(name)
        solver.enable_output(False)
        if solver.solver_is_supported() and solver.solve(model) == model_builder.SolveStatus.OPTIMAL:
            return float(solver.objective_value)
    raise BoundUnknown


class BoundUnknown(RuntimeError):
    """No solver of linear programmes came to an end."""


def _person(
    model: model_builder.Model, board: Board, hands: Hands, row: int, mine: dict[int, model_builder.Variable]
) -> list[tuple[model_builder.Variable, float]]:
    """The limits of one person, and the cost of serving often as a convex function of the sum."""
    terms, add = board.problem.terms, model_builder.LinearExpr.sum
    for column in mine:
        clique = [column, *(other for other in mine if other > column and board.clash[column, other])]
        clique = [
            each for each in clique if all(each == other or board.clash[each, other] for other in clique)
        ]
        if len(clique) > 1:
            model.add(add([mine[each] for each in clique]) <= 1)
    if terms.most_week:
        for monday in {week_of(hands.days[column]) for column in mine}:
            theirs = [mine[column] for column in mine if week_of(hands.days[column]) == monday]
            held = sum(week_of(day) == monday for day in hands.held_days[row])
            model.add(add(theirs) <= max(0, terms.most_week - held))
    if terms.daily_minutes:
        _days(model, hands, row, mine, terms.daily_minutes)
    weight, load = board.problem.weights.fair, board.problem.people[row].load
    steps = [model.new_num_var(0.0, 1.0, "") for _ in mine]
    model.add(add(list(mine.values())) == add(steps))
    return [(step, float(weight * (2 * (load + at) + 1))) for at, step in enumerate(steps)]


def _days(
    model: model_builder.Model, hands: Hands, row: int, mine: dict[int, model_builder.Variable], daily: int
) -> None:
    for day in {day for column in mine for day in hands.minutes[column]}:
        theirs = [column for column in mine if day in hands.minutes[column]]
        left = daily - min(daily, hands.held_minutes[row][day])
        minutes = [float(min(daily, hands.minutes[column][day])) for column in theirs]
        if sum(minutes) > left:
            total = model_builder.LinearExpr.weighted_sum([mine[column] for column in theirs], minutes)
            model.add(total <= left)


def _shift(
    model: model_builder.Model, board: Board, column: int, served: list[model_builder.Variable]
) -> list[tuple[model_builder.Variable, float]]:
    need, weights = float(board.need[column]), board.problem.weights
    least = float(min(board.need[column], board.problem.shifts[column].minimum))
    above, below = model.new_num_var(0.0, need - least, ""), model.new_num_var(0.0, least, "")
    model.add(model_builder.LinearExpr.sum([*served, above, below]) == need)
    return [(above, float(weights.open)), (below, float(weights.open + weights.minimum))]
