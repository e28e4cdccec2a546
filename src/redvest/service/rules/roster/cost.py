"""What a roster costs: one sum, by which solvers, brute force and the checker agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from redvest.service.rules.roster.fit import price
from redvest.service.rules.roster.problem import Choice, Problem


def cost_of(problem: Problem, chosen: Collection[Choice]) -> int:
    """Open places, how people fit, how evenly they serve, and who was taken off the former draft."""
    weights = problem.weights
    shifts = {each.key: each for each in problem.shifts}
    people = {each.key: each for each in problem.people}
    total = sum(price(people[person], shifts[shift], weights) for person, shift in chosen)
    held = Counter(shift for _person, shift in chosen)
    for shift in problem.shifts:
        total += weights.open * max(0, shift.need - held[shift.key])
        total += weights.minimum * max(0, min(shift.minimum, shift.need) - held[shift.key])
    served = Counter(person for person, _shift in chosen)
    total += sum(unfairness(people[key].load, count, weights.fair) for key, count in served.items())
    return total + weights.change * len(problem.previous - set(chosen))


def unfairness(load: int, count: int, weight: int) -> int:
    """What ``count`` more shifts of somebody who served ``load`` times cost: each more than the one before."""
    return weight * ((load + count) ** 2 - load**2)


def changed(before: Collection[Choice], after: Collection[Choice], gone: Collection[str]) -> tuple[int, int]:
    """How many of the former choices of people who are still there are not in the new roster, and of how many."""
    stayed = {choice for choice in before if choice[0] not in gone}
    return len(stayed - set(after)), len(stayed)
