"""Holds a roster against every rule. It knows nothing of how rosters are made, and shares no arrays with the solvers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from redvest.core.clock import day_of
from redvest.service.rules.limits import Limits, Stretch, breach
from redvest.service.rules.roster.days import week_of
from redvest.service.rules.roster.fit import against, bound_together
from redvest.service.rules.roster.problem import Choice, Person, Problem, Shift


@dataclass(frozen=True, slots=True)
class Breach:
    """``rule``: the code of what is broken, by whom, where."""

    rule: str
    person: str = ""
    shift: str = ""


def breaches(problem: Problem, chosen: Collection[Choice]) -> list[Breach]:
    """Everything that a roster breaks; empty for one that may be proposed."""
    shifts = {each.key: each for each in problem.shifts}
    people = {each.key: each for each in problem.people}
    mine: dict[str, list[Shift]] = defaultdict(list)
    for person, shift in chosen:
        mine[person].append(shifts[shift])
    found = [each for key, theirs in mine.items() for each in _of_person(problem, people[key], theirs)]
    counts = Counter(shift for _person, shift in chosen)
    found += [Breach("too-many", "", key) for key, n in counts.items() if n > shifts[key].need]
    found += _of_pairs(problem, set(chosen))
    free = {choice for choice in problem.locked if keeps(problem, people, shifts, choice)}
    return found + [Breach("lock", *choice) for choice in sorted(free - set(chosen))]


def keeps(problem: Problem, people: dict[str, Person], shifts: dict[str, Shift], choice: Choice) -> bool:
    """Whether a locked choice can still stand by itself."""
    person, shift = people.get(choice[0]), shifts.get(choice[1])
    return person is not None and shift is not None and not against(problem, person, shift)


def _of_person(problem: Problem, person: Person, theirs: list[Shift]) -> list[Breach]:
    found = [
        Breach(code, person.key, each.key) for each in theirs if (code := against(problem, person, each))
    ]
    terms = problem.terms
    limits = Limits(terms.daily_minutes, terms.rest_minutes)
    held = [Stretch(*each) for each in person.held]
    for shift in theirs:
        others = [other for other in theirs if other is not shift]
        if any(shift.starts_at < each.ends_at and each.starts_at < shift.ends_at for each in others):
            found.append(Breach("overlaps", person.key, shift.key))
        plans = [*held, *(Stretch(each.starts_at, each.ends_at) for each in others)]
        if code := breach(wanted=Stretch(shift.starts_at, shift.ends_at), others=plans, limits=limits):
            found.append(Breach(code, person.key, shift.key))
        if any(_too_far(shift, each, terms.travel_minutes) for each in others):
            found.append(Breach("travel", person.key, shift.key))
    return found + _of_weeks(problem, person, theirs)


def _too_far(one: Shift, other: Shift, minutes: int) -> bool:
    between = max(one.starts_at, other.starts_at) - min(one.ends_at, other.ends_at)
    return one.place != other.place and timedelta(0) <= between < timedelta(minutes=minutes)


def _of_weeks(problem: Problem, person: Person, theirs: list[Shift]) -> list[Breach]:
    terms = problem.terms
    days = [day_of(each.starts_at) for each in theirs]
    before = [day_of(begins) for begins, _ends in person.held]
    found = []
    weeks = Counter(week_of(day) for day in [*days, *before])
    if terms.most_week and any(weeks[week_of(day)] > terms.most_week for day in days):
        found.append(Breach("most-week", person.key))
    if terms.most_running and any(running(day, {*days, *before}) > terms.most_running for day in days):
        found.append(Breach("most-running", person.key))
    return found


def running(day: date, days: Collection[date]) -> int:
    """How many days in a row around this one are in it."""
    count = 1
    for step in (timedelta(days=1), -timedelta(days=1)):
        other = day + step
        while other in days:
            count += 1
            other += step
    return count


def _of_pairs(problem: Problem, chosen: set[Choice]) -> list[Breach]:
    found = []
    for shift in problem.shifts:
        for one, other in problem.together:
            if not bound_together(problem, one, other, shift.key):
                continue
            if ((one, shift.key) in chosen) != ((other, shift.key) in chosen):
                found.append(Breach("together", one, shift.key))
        for one, other in problem.apart:
            if (one, shift.key) in chosen and (other, shift.key) in chosen:
                found.append(Breach("apart", one, shift.key))
    return found
