"""A problem as arrays, made once and used by every step of the solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from redvest.core.clock import day_of
from redvest.service.rules.roster.clash import clashes, days_of, groups, numbered, weeks_of
from redvest.service.rules.roster.days import minutes_by_day, week_of
from redvest.service.rules.roster.fit import bound_together
from redvest.service.rules.roster.matrix import Bools, Grid, Ints, grid_of
from redvest.service.rules.roster.problem import Problem

LOCKED = 10_000_000  # more than everything else together
PLENTY = 1_000


@dataclass(frozen=True, slots=True)
class Board:
    """``cost`` is the grid's price, less what keeping a former or locked choice is worth.

    ``day_room`` (person by day) and ``week_room`` (person by week): how many shifts still fit there, at most.
    """

    problem: Problem
    grid: Grid
    cost: Ints
    clash: Bools
    group: Ints
    day: Ints
    week: Ints
    day_room: Ints
    week_room: Ints
    need: Ints
    kept: int  # what all former choices would cost if none stayed

    @property
    def locked(self) -> Bools:
        """Choices that have to stay and still can."""
        found: Bools = (self.cost < -LOCKED // 2) & self.grid.may
        return found


def board_of(problem: Problem) -> Board:
    grid = grid_of(problem)
    _pair_up(problem, grid)
    clash = clashes(problem.shifts, problem.terms)
    starts = days_of(problem.shifts)
    day, days = numbered(starts)
    week, weeks = numbered(weeks_of(starts))
    cost = grid.price.copy()
    for choices, worth in ((problem.previous, problem.weights.change), (problem.locked, LOCKED)):
        for person, shift in choices:
            if person in grid.person_at and shift in grid.shift_at:
                cost[grid.person_at[person], grid.shift_at[shift]] -= worth
    return Board(
        problem=problem, grid=grid, cost=cost, clash=clash, group=groups(problem.shifts, clash), day=day, week=week,
        day_room=_day_room(problem, days), week_room=_week_room(problem, weeks),
        need=np.array([each.need for each in problem.shifts], dtype=np.int64),
        kept=problem.weights.change * len(problem.previous),
    )  # fmt: skip


def _pair_up(problem: Problem, grid: Grid) -> None:
    """Two who serve together come into question only where both do, and where there is room for two."""
    for one, other in problem.together:
        rows = [grid.person_at[key] for key in (one, other) if key in grid.person_at]
        for column, shift in enumerate(problem.shifts):
            if bound_together(problem, one, other, shift.key):
                both = len(rows) == 2 and shift.need >= 2 and bool(grid.may[rows, column].all())
                grid.may[rows, column] = both


def _day_room(problem: Problem, days: Sequence[date]) -> Ints:
    """By the shortest shift that begins on a day; one fits alone, however long, where somebody has no other plans."""
    room = np.full((len(problem.people), len(days)), PLENTY, dtype=np.int64)
    daily = problem.terms.daily_minutes
    if not daily:
        return room
    shortest = dict.fromkeys(days, daily)
    for shift in problem.shifts:
        on = day_of(shift.starts_at)
        minutes = minutes_by_day(shift.starts_at, shift.ends_at)[on]
        shortest[on] = max(1, min(shortest[on], minutes))
    room[:] = [daily // shortest[on] for on in days]
    for row, person in enumerate(problem.people):
        taken: dict[date, int] = {}
        for begins, ends in person.held:
            for on, minutes in minutes_by_day(begins, ends).items():
                taken[on] = taken.get(on, 0) + minutes
        for at, on in enumerate(days):
            if taken.get(on):
                room[row, at] = max(0, daily - taken[on]) // shortest[on]
    return room


def _week_room(problem: Problem, weeks: Sequence[date]) -> Ints:
    most = problem.terms.most_week
    room = np.full((len(problem.people), len(weeks)), most or PLENTY, dtype=np.int64)
    if most:
        place = {monday: at for at, monday in enumerate(weeks)}
        for row, person in enumerate(problem.people):
            for begins, _ends in person.held:
                at = place.get(week_of(day_of(begins)))
                if at is not None:
                    room[row, at] = max(0, room[row, at] - 1)
    return room
