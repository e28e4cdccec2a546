"""Who is asked is fixed until they answer: the shift is a plan of theirs, and the place is theirs to take."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from redvest.service.rules.roster.check import keeps
from redvest.service.rules.roster.problem import Choice, Person, Problem, Shift


def standing_asks(problem: Problem) -> frozenset[Choice]:
    """Asks that can still become a yes. Who cannot serve there any more (another plan, a lapsed paper, their own word)
    is not waited for."""
    people = {each.key: each for each in problem.people}
    shifts = {each.key: each for each in problem.shifts}
    return frozenset(choice for choice in problem.asked if keeps(problem, people, shifts, choice))


def with_asks_fixed(problem: Problem) -> Problem:
    """The problem of the places that are still nobody's.

    As choices, asks could be dropped where later limits forbid all of them together, and their places would be given to
    others as well. What somebody is asked for or agreed to counts for their turn like what they served.
    """
    fixed = standing_asks(problem)
    shifts = {each.key: each for each in problem.shifts}
    mine: dict[str, list[tuple[Shift, bool]]] = defaultdict(list)
    for person, key in sorted(fixed | problem.settled):
        if key in shifts:
            mine[person].append((shifts[key], (person, key) in fixed))
    taken = Counter(shift for _person, shift in fixed)
    return replace(
        problem,
        people=tuple(_with_plans(each, mine[each.key]) for each in problem.people),
        shifts=tuple(_smaller(each, taken[each.key]) for each in problem.shifts),
        asked=frozenset(),
        locked=problem.locked - problem.asked,
        settled=problem.settled | fixed,
    )


def _with_plans(person: Person, theirs: list[tuple[Shift, bool]]) -> Person:
    """``held`` has the time of a yes already, that of an ask not yet."""
    if not theirs:
        return person
    return replace(
        person,
        held=(*person.held, *((each.starts_at, each.ends_at) for each, new in theirs if new)),
        places=(*person.places, *((each.starts_at, each.ends_at, each.place) for each, _new in theirs)),
        load=person.load + len(theirs),
    )


def _smaller(shift: Shift, taken: int) -> Shift:
    return replace(shift, need=max(0, shift.need - taken), minimum=max(0, shift.minimum - taken))
