"""Which shifts one person cannot serve both, as arrays; and groups of shifts of a day that all exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from redvest.core.clock import day_of
from redvest.service.rules.roster.days import week_of
from redvest.service.rules.roster.matrix import Bools, Ints, minute
from redvest.service.rules.roster.problem import Shift, Terms


def clashes(shifts: Sequence[Shift], terms: Terms) -> Bools:
    """Symmetric: the same time, too little rest between, too little time to get from one place to the other."""
    begins = np.array([minute(each.starts_at) for each in shifts], dtype=np.int64)
    ends = np.array([minute(each.ends_at) for each in shifts], dtype=np.int64)
    places = np.array([each.place for each in shifts])
    between = np.maximum(begins[:, None], begins) - np.minimum(ends[:, None], ends)
    elsewhere = places[:, None] != places
    found: Bools = between < 0
    found |= (between > 0) & (between < terms.rest_minutes)
    found |= elsewhere & (between >= 0) & (between < terms.travel_minutes)
    np.fill_diagonal(found, False)
    return found


def groups(shifts: Sequence[Shift], clash: Bools) -> Ints:
    """A number for each shift: those of one day that all exclude each other have the same. Greedy, by time.

    One person serves at most once in a group; what excludes each other across groups is left to the later steps.
    """
    days = days_of(shifts)
    order = sorted(range(len(shifts)), key=lambda at: (days[at], shifts[at].starts_at, shifts[at].ends_at))
    group = np.zeros(len(shifts), dtype=np.int64)
    members: list[list[int]] = []
    for at in order:
        open_ = [
            number for number, each in enumerate(members)
            if days[each[0]] == days[at] and all(clash[at, other] for other in each)
        ]  # fmt: skip
        if open_:
            group[at] = open_[-1]
            members[open_[-1]].append(at)
        else:
            group[at] = len(members)
            members.append([at])
    return group


def days_of(shifts: Sequence[Shift]) -> list[date]:
    """The day on which each begins."""
    return [day_of(each.starts_at) for each in shifts]


def numbered(days: Sequence[date]) -> tuple[Ints, list[date]]:
    """Numbers for days, and which is which."""
    known = sorted(set(days))
    place = {day: number for number, day in enumerate(known)}
    return np.array([place[day] for day in days], dtype=np.int64), known


def weeks_of(days: Sequence[date]) -> list[date]:
    """The Monday of each."""
    return [week_of(day) for day in days]
