"""What a proposal costs: one sum, in metres of way, by which the solver, brute force and the reasons agree.

Of a pair: the way, no useful skill, free times never said, other domains liked. Of a person: the square of the turns they
have (each one more is dearer than the last), less a lift for the days without any. So the nearest comes first once and
not always, and somebody new or idle comes before somebody a few kilometres nearer who served yesterday.
The square is the usual convex price of an even load: it keeps the steps of one person ascending, which a flow needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from redvest.care.rules.matching.eligible import Sight, distance, sight
from redvest.care.rules.matching.world import Volunteers, Weights, World
from redvest.core.least_cost import Ints


def price(pair: Sight, weights: Weights) -> Ints:
    """Needs by volunteers: how badly they fit, whoever has had how many turns."""
    first, *others = price_parts(pair, weights).values()
    return sum(others, first)


def price_parts(pair: Sight, weights: Weights) -> dict[str, Ints]:
    """The price by what it is for."""
    volunteers, needs = pair.volunteers, pair.needs
    lacks = (needs.skills != 0) & ((needs.skills & volunteers.skills) == 0)
    unsaid = (volunteers.slots == 0) & (needs.when != 0)
    other = (volunteers.likes != 0) & ((volunteers.likes & needs.domain) == 0)
    return {
        "way": pair.metres,
        "skill": weights.skill * lacks,
        "unsaid": weights.unsaid * unsaid,
        "other": weights.other * other,
    }


def turn(volunteers: Volunteers, number: Ints | int, weights: Weights) -> Ints:
    """What the turn of that number (0 is the next one) costs each: ascending for everybody."""
    lift = weights.idle * np.minimum(volunteers.idle, weights.idle_days) * (np.asarray(number) == 0)
    cost: Ints = weights.load * (2 * (volunteers.load + number) + 1) - lift
    return cost


def left_open(world: World) -> Ints:
    """What each need costs for a place without anybody."""
    cost: Ints = world.weights.open * (1 + world.needs.urgency)
    return cost


def cost_of(world: World, chosen: Iterable[tuple[int, int]]) -> int:
    """The whole sum of (need, volunteer) rows; slow and plain, for tests and for telling."""
    pairs = list(chosen)
    taken = Counter(need for need, _volunteer in pairs)
    turns = Counter(volunteer for _need, volunteer in pairs)
    total = sum(pair_cost(world, *each) for each in pairs)
    open_cost = left_open(world)
    total += sum(
        int(open_cost[need]) * (int(world.needs.places[need]) - taken[need])
        for need in range(len(world.needs))
    )
    for volunteer, count in turns.items():
        one = world.volunteers.take(np.array([volunteer]))
        total += sum(int(turn(one, number, world.weights)[0]) for number in range(count))
    return total


def pair_cost(world: World, need: int, volunteer: int) -> int:
    metres = np.array([[distance(world, need, volunteer)]])
    return int(price(sight(world, np.array([need]), np.array([volunteer]), metres), world.weights)[0, 0])
