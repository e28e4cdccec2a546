"""``fit.py`` for everybody and every shift at once, as arrays: who may serve where (bool) and how well (whole numbers)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from redvest.core.clock import day_of
from redvest.service.rules.roster.days import bits_of
from redvest.service.rules.roster.fit import beside_apart, by_plans, out_of_reach, steps_between
from redvest.service.rules.roster.problem import Person, Problem, Shift, Wish

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NEVER, ALWAYS = 0, date.max.toordinal()
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Grid:
    """One row a person, one column a shift, in the order of the problem."""

    may: Bools
    price: Ints
    person_at: dict[str, int]
    shift_at: dict[str, int]


def grid_of(problem: Problem) -> Grid:
    """The arrays of a problem."""
    people, shifts = problem.people, problem.shifts
    person_at = {each.key: row for row, each in enumerate(people)}
    shift_at = {each.key: column for column, each in enumerate(shifts)}
    free = _free(people, shifts, problem)
    said = np.where(_filled(people)[:, None], problem.weights.free, problem.weights.unsaid)
    said = np.broadcast_to(said, free.shape).copy()
    may = free
    for row, person in enumerate(people):
        for key, wish in person.wishes.items():
            if (column := shift_at.get(key)) is not None:
                may[row, column] = wish == Wish.CAN
                said[row, column] = 0
    may &= _papers(people, shifts) & _ages(people, shifts)
    _plans(may, problem)
    for person_key, shift_key in problem.refused:
        if person_key in person_at and shift_key in shift_at:
            may[person_at[person_key], shift_at[shift_key]] = False
    for key in {key for pair in problem.apart for key in pair} if problem.settled else ():
        if key in person_at:
            may[person_at[key]] &= [not beside_apart(problem, key, each.key) for each in shifts]
    price = said + problem.weights.skill * _lacks(people, shifts) + problem.weights.far * _far(people, shifts)
    return Grid(may, price.astype(np.int64), person_at, shift_at)


def _plans(may: Bools, problem: Problem) -> None:
    """Strike out what other plans forbid; only shifts of about the same days are looked at one by one."""
    begins = np.array([minute(each.starts_at) for each in problem.shifts], dtype=np.int64)
    ends = np.array([minute(each.ends_at) for each in problem.shifts], dtype=np.int64)
    around = max(DAY_MINUTES, problem.terms.rest_minutes, problem.terms.travel_minutes)
    for row, person in enumerate(problem.people):
        for start, end in person.held:
            near = (begins < minute(end) + around) & (ends > minute(start) - around) & may[row]
            for column in map(int, np.nonzero(near)[0]):
                shift = problem.shifts[column]
                may[row, column] = not by_plans(problem, person, shift) and not out_of_reach(
                    problem, person, shift
                )


def _filled(people: Sequence[Person]) -> Bools:
    return np.array([bool(each.slots) for each in people], dtype=np.bool_)


def _free(people: Sequence[Person], shifts: Sequence[Shift], problem: Problem) -> Bools:
    slots = np.array([each.slots for each in people], dtype=np.int64)[:, None]
    need = np.array(
        [bits_of(each.starts_at, each.ends_at, problem.holidays) for each in shifts], dtype=np.int64
    )
    free: Bools = ((slots & need) == need) | (slots == 0)
    return free


def _ages(people: Sequence[Person], shifts: Sequence[Shift]) -> Bools:
    born = [each.born_on or date(1, 1, 1) for each in people]
    days = [day_of(each.starts_at) for each in shifts]
    passed = (
        np.array([d.month * 100 + d.day for d in days])
        >= np.array([b.month * 100 + b.day for b in born])[:, None]
    )
    ages = np.array([d.year for d in days]) - np.array([b.year for b in born])[:, None] - ~passed
    known = np.array([each.born_on is not None for each in people], dtype=np.bool_)[:, None]
    low = np.array([-1 if each.min_age is None else each.min_age for each in shifts])
    high = np.array([-1 if each.max_age is None else each.max_age for each in shifts])
    fits: Bools = ((low < 0) | (known & (ages >= low))) & ((high < 0) | (known & (ages <= high)))
    return fits


def _papers(people: Sequence[Person], shifts: Sequence[Shift]) -> Bools:
    """Whether everybody holds what each shift asks for, to that day."""
    fits = np.ones((len(people), len(shifts)), dtype=np.bool_)
    days = np.array([day_of(each.starts_at).toordinal() for each in shifts], dtype=np.int64)
    for paper in sorted({paper for each in shifts for paper in each.papers}):
        asked = np.array([paper in each.papers for each in shifts], dtype=np.bool_)
        until = np.array([_until(each, paper) for each in people], dtype=np.int64)[:, None]
        fits &= ~asked | (until >= days)
    return fits


def _until(person: Person, paper: str) -> int:
    if paper not in person.papers:
        return NEVER
    last = person.papers[paper]
    return ALWAYS if last is None else last.toordinal()


def _lacks(people: Sequence[Person], shifts: Sequence[Shift]) -> Bools:
    """Whether a shift could use skills and the person has none of them."""
    words = sorted({word for each in shifts for word in each.skills})
    wanted = np.array([[word in each.skills for word in words] for each in shifts], dtype=np.int64)
    had = np.array([[word in each.skills for word in words] for each in people], dtype=np.int64)
    shared = had.reshape(len(people), -1) @ wanted.reshape(len(shifts), -1).T
    asks = np.array([bool(each.skills) for each in shifts], dtype=np.bool_)
    lacks: Bools = asks & (shared == 0)
    return lacks


def _far(people: Sequence[Person], shifts: Sequence[Shift]) -> Ints:
    """Steps between home and place; people and shifts of the same place are looked at once."""
    homes, home_of = np.unique([each.region_path for each in people], return_inverse=True)
    places, place_of = np.unique([each.region_path for each in shifts], return_inverse=True)
    steps = np.array([[steps_between(str(a), str(b)) for b in places] for a in homes], dtype=np.int64)
    found: Ints = steps.reshape(len(homes), len(places))[home_of][:, place_of]
    return found


def minute(moment: datetime) -> int:
    """Minutes since the epoch."""
    return int(moment.timestamp() // 60)
