"""Whether one more shift fits into what somebody has: every rule about one person, step by step."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from redvest.core.clock import day_of
from redvest.service.rules.roster.board import Board
from redvest.service.rules.roster.days import minutes_by_day, week_of

_DAY = timedelta(days=1)


class Hands:
    """What everybody holds while a roster is put together: columns of shifts by row of person."""

    def __init__(self, board: Board) -> None:
        self.board, self.terms = board, board.problem.terms
        shifts, people = board.problem.shifts, board.problem.people
        self.minutes = [minutes_by_day(each.starts_at, each.ends_at) for each in shifts]
        self.days = [day_of(each.starts_at) for each in shifts]
        self.held_days = [[day_of(begins) for begins, _ends in each.held] for each in people]
        self.held_minutes = [
            sum((Counter(minutes_by_day(*each)) for each in person.held), Counter[date]())
            for person in people
        ]
        self.mine: list[list[int]] = [[] for _ in people]
        self.taken = [0] * len(shifts)

    def fits(self, row: int, column: int) -> bool:
        """Whether this person may take this shift as well; places and pairs are not looked at."""
        mine = self.mine[row]
        if column in mine or not self.board.grid.may[row, column]:
            return False
        if any(self.board.clash[column, other] for other in mine):
            return False
        return self._day_fits(row, column) and self._week_fits(row, column) and self._run_fits(row, column)

    def _day_fits(self, row: int, column: int) -> bool:
        daily = self.terms.daily_minutes
        if not daily:
            return True
        for day, minutes in self.minutes[column].items():
            already = self.held_minutes[row][day] + sum(self.minutes[at].get(day, 0) for at in self.mine[row])
            if already and already + minutes > daily:
                return False
        return True

    def _week_fits(self, row: int, column: int) -> bool:
        most, monday = self.terms.most_week, week_of(self.days[column])
        return not most or sum(week_of(day) == monday for day in self._days(row)) < most

    def _run_fits(self, row: int, column: int) -> bool:
        most = self.terms.most_running
        if not most:
            return True
        days, run = {*self._days(row), self.days[column]}, 1
        for step in (_DAY, -_DAY):
            other = self.days[column] + step
            while other in days:
                run, other = run + 1, other + step
        return run <= most

    def _days(self, row: int) -> list[date]:
        return [*(self.days[at] for at in self.mine[row]), *self.held_days[row]]

    def take(self, row: int, column: int) -> None:
        self.mine[row].append(column)
        self.taken[column] += 1

    def put_back(self, row: int, column: int) -> None:
        self.mine[row].remove(column)
        self.taken[column] -= 1

    def has_room(self, column: int, places: int = 1) -> bool:
        return self.taken[column] + places <= int(self.board.need[column])
