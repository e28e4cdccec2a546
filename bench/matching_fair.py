"""Who gets a turn: a month of a district, once the nearest is sent each time, once by ``match``.

The same needs come every day for the same people under the same rules (free times, papers, ages, limits, distance, one
need a day); who is proposed serves. Held, in every seed: at least as many places filled, and the share of volunteers
without any turn after the month at least 30 % smaller. People who can never be proposed (no proposals wanted) count on
neither side. How far people go is shown: fairness is paid in metres.

What it leaves out: everybody says yes, and nobody joins or leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from bench.matching_world import TODAY, needs, people
from redvest.care.rules.matching.candidates import candidates
from redvest.care.rules.matching.eligible import distance
from redvest.care.rules.matching.match import match
from redvest.care.rules.matching.world import NEW, Bools, Terms, Volunteers, World
from redvest.core.least_cost import Ints

SEEDS = (7, 19, 31)
PEOPLE, A_DAY, DAYS, FEW = 3_000, 60, 30, 60
MOST_A_MONTH, REST_DAYS, FALL = 4, 2, 0.30

Policy = Callable[[World], list[tuple[int, int]]]


def run(
    *, json: bool = False, seeds: tuple[int, ...] = SEEDS, count: int = PEOPLE, a_day: int = A_DAY
) -> dict[str, Any]:
    """Measure. ``held`` is false when too many go without a turn or fewer places are filled, in any seed."""
    del json
    found = [_one(seed, count, a_day) for seed in seeds]
    return {
        "bench": "matching-fair", "people": count, "needs_a_day": a_day, "days": DAYS,
        "aim": f"without a turn -{FALL:.0%}, filled >= nearest first", "seeds": found,
        "held": all(each["held"] for each in found),
    }  # fmt: skip


def _one(seed: int, count: int, a_day: int) -> dict[str, Any]:
    nearest, ours = live(seed, count, a_day, nearest_first), live(seed, count, a_day, fairly)
    fall = 1 - ours["without_turn"] / nearest["without_turn"]
    held = fall >= FALL and ours["filled"] >= nearest["filled"]
    return {"seed": seed, "nearest_first": nearest, "matching": ours, "fall": round(fall, 3), "held": held}


def live(seed: int, count: int, a_day: int, policy: Policy) -> dict[str, Any]:
    """A month. Everybody begins without a turn; the needs of a day are for the day after."""
    draw = np.random.default_rng(seed)
    crowd = people(draw, count)
    turns, served = np.zeros(count, dtype=np.int64), np.full(count, -NEW)
    filled = places = metres = 0
    for day in range(DAYS):
        today = TODAY + timedelta(days=day)
        came = needs(np.random.default_rng((seed, day)), a_day, today=today, days=1)
        world = World(_now(crowd, turns, served, day), came, today, terms=Terms(few=FEW))
        chosen = policy(world)
        for need, volunteer in chosen:
            turns[volunteer] += 1
            served[volunteer] = day
            metres += distance(world, need, volunteer)
        filled, places = filled + len(chosen), places + int(came.places.sum())
    may: Bools = ~crowd.declines
    return {
        "filled": filled, "places": places, "filled_share": round(filled / places, 3),
        "without_turn": round(float((turns[may] == 0).mean()), 3), "most_turns": int(turns.max()),
        "metres": round(metres / max(1, filled)),
    }  # fmt: skip


def _now(crowd: Volunteers, turns: Ints, served: Ints, day: int) -> Volunteers:
    return replace(
        crowd, load=turns, room=np.minimum(1, MOST_A_MONTH - turns), idle=np.minimum(NEW, day - served),
        quiet=day - served < REST_DAYS,
    )  # fmt: skip


def fairly(world: World) -> list[tuple[int, int]]:
    return match(world).pairs()


def nearest_first(world: World) -> list[tuple[int, int]]:
    """Each need in turn sends whoever lives nearest of those who may and are left."""
    world = replace(world, weights=replace(world.weights, skill=0, unsaid=0, other=0, load=0, idle=0))
    found = candidates(world)
    left = world.needs.places.copy()
    taken = np.zeros(len(world.volunteers), dtype=np.bool_)
    chosen = []
    for at in np.lexsort((found.cost, found.need)).tolist():
        need, volunteer = int(found.need[at]), int(found.volunteer[at])
        if left[need] and not taken[volunteer]:
            left[need] -= 1
            taken[volunteer] = True
            chosen.append((need, volunteer))
    return chosen
