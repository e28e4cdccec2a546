"""What stands against one person on one shift, and how well they fit: the reference that the arrays are held to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from redvest.core.clock import day_of
from redvest.registry.rules.age import age_on
from redvest.service.rules.limits import Limits, Stretch, breach
from redvest.service.rules.roster.days import bits_of
from redvest.service.rules.roster.problem import Person, Problem, Shift, Weights, Wish

FAR = 4  # steps between two places that share nothing but the city


def against(problem: Problem, person: Person, shift: Shift) -> str:
    """The first thing that stands against it whoever else serves where: a code of ``reasons.py``, or an empty text."""
    if (person.key, shift.key) in problem.refused:
        return "declined"
    if problem.settled and beside_apart(problem, person.key, shift.key):
        return "apart"
    wish = person.wishes.get(shift.key)
    if wish == Wish.CANNOT:
        return "said-no"
    return (
        _by_papers(person, shift)
        or by_plans(problem, person, shift)
        or ("spread" if out_of_reach(problem, person, shift) else "")
        or ("" if wish == Wish.CAN or not person.slots else _by_grid(person, shift, problem.holidays))
    )


def beside_apart(problem: Problem, person: str, shift: str) -> bool:
    """Whether somebody whom this person does not serve with is there for certain."""
    others = (other for pair in problem.apart if person in pair for other in pair if other != person)
    return any((other, shift) in problem.settled for other in others)


def bound_together(problem: Problem, one: str, other: str, shift: str) -> bool:
    """Whether two who serve together still have to be on a shift both or neither: not where one is there already."""
    return (one, shift) not in problem.settled and (other, shift) not in problem.settled


def _by_papers(person: Person, shift: Shift) -> str:
    day = day_of(shift.starts_at)
    age = age_on(person.born_on, day) if person.born_on else None
    if shift.min_age is not None and (age is None or age < shift.min_age):
        return "too-young"
    if shift.max_age is not None and (age is None or age > shift.max_age):
        return "too-old"
    for paper in shift.papers:
        if paper not in person.papers or (person.papers[paper] or date.max) < day:
            return "papers"
    return ""


def by_plans(problem: Problem, person: Person, shift: Shift) -> str:
    wanted = Stretch(shift.starts_at, shift.ends_at)
    held = [Stretch(*each) for each in person.held]
    if any(each.starts_at < wanted.ends_at and wanted.starts_at < each.ends_at for each in held):
        return "busy"
    limits = Limits(problem.terms.daily_minutes, problem.terms.rest_minutes)
    return breach(wanted=wanted, others=held, limits=limits)


def out_of_reach(problem: Problem, person: Person, shift: Shift) -> bool:
    """Whether there is no time to come here from what the person does elsewhere, or to go on to it."""
    minutes = timedelta(minutes=problem.terms.travel_minutes)
    between = (
        max(shift.starts_at, begins) - min(shift.ends_at, ends)
        for begins, ends, place in person.places
        if place != shift.place
    )
    return any(timedelta(0) <= each < minutes for each in between)


def _by_grid(person: Person, shift: Shift, holidays: Collection[date]) -> str:
    need = bits_of(shift.starts_at, shift.ends_at, holidays)
    return "" if person.slots & need == need else "not-free"


def steps_between(home: str, place: str) -> int:
    """How many levels of the tree of places two paths do not share, counted from the place; ``FAR`` at most."""
    if not home or not place:
        return FAR
    shared = 0
    for one, other in zip(home.strip("/").split("/"), place.strip("/").split("/"), strict=False):
        if one != other:
            break
        shared += 1
    return min(FAR, len(place.strip("/").split("/")) - shared)


def price(person: Person, shift: Shift, weights: Weights) -> int:
    """How badly somebody who may serve there fits, without fairness and change: 0 is best."""
    by_grid = weights.free if person.slots else weights.unsaid
    said = 0 if person.wishes.get(shift.key) == Wish.CAN else by_grid
    lacks = weights.skill if shift.skills and not shift.skills & person.skills else 0
    return said + lacks + weights.far * steps_between(person.region_path, shift.region_path)
