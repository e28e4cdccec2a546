"""Matching: 100,000 volunteers, 10,000 needs, about 20 candidate needs a volunteer, solved to the optimum.

The floor is the bare solver on arrays that lie ready. Held: what the house adds to it (the board, the arcs, reading the
answer) makes at most half as much again, and the distance to the bound is 0. The bound is worked out apart from the solver
(``bound.py``). Finding the candidates comes before and is shown beside it. Both are measured in turns and the best of each
is taken, so that a noisy machine does not matter. Needs no database.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any, TypeVar

from bench.matching_world import city
from redvest.care.rules.matching.board import board_of
from redvest.care.rules.matching.candidates import candidates
from redvest.care.rules.matching.match import Matching, match
from redvest.care.rules.matching.reasons import why
from redvest.core.least_cost import least_cost

VOLUNTEERS, NEEDS, FEW, SEED, TURNS = 100_000, 10_000, 100, 7, 2
MOST_RATIO = 1.5
DAY_VOLUNTEERS, DAY_NEEDS, DAY_FEW, DAY_SECONDS = 20_000, 2_000, 40, 10.0

Found = TypeVar("Found")


def run(
    *, json: bool = False, volunteers: int = VOLUNTEERS, needs: int = NEEDS, few: int = FEW, seed: int = SEED
) -> dict[str, Any]:
    """Measure. ``held`` is false with any gap, more than 1.5 times the bare solver, or a slow day of a district."""
    del json
    world = city(seed, volunteers, needs, few)
    found, looking = timed(lambda: candidates(world))
    network = board_of(world, found).network
    bare, ours = [], []
    for _turn in range(TURNS):
        flow, seconds = timed(lambda: least_cost(network))
        bare.append(seconds)
        matched, seconds = timed(lambda: match(world, found))
        ours.append(seconds)
    bound, proving = timed(matched.bound)
    ratio = min(ours) / min(bare)
    day = _day(seed)
    return {
        "bench": "matching", "volunteers": volunteers, "needs": needs, "places": int(world.needs.places.sum()),
        "candidates": len(found), "candidates_a_volunteer": round(len(found) / volunteers, 1),
        "proposed": len(matched), "open_places": int(matched.open.sum()), "cost": matched.cost, "lp_bound": bound,
        "gap": matched.cost - bound, "same_as_bare": flow.cost == matched.cost, "figure_seconds": round(min(ours), 2),
        "floor_seconds": round(min(bare), 2), "ratio": round(ratio, 2), "aim": f"gap 0, ratio <= {MOST_RATIO}",
        "candidates_seconds": round(looking, 2), "whole_ratio": round((looking + min(ours)) / min(bare), 2),
        "bound_seconds": round(proving, 2), "memory_mb": memory_mb(), "district_day": day,
        "held": matched.cost == bound == flow.cost and ratio <= MOST_RATIO and day["held"],
    }  # fmt: skip


def _day(seed: int) -> dict[str, Any]:
    """A district's daily run without the database: candidates, optimum, bound and the reasons of every proposal."""
    world = city(seed + 1, DAY_VOLUNTEERS, DAY_NEEDS, DAY_FEW)
    matched, seconds = timed(lambda: _with_reasons(match(world)))
    gap = matched.cost - matched.bound()
    return {
        "volunteers": DAY_VOLUNTEERS, "needs": DAY_NEEDS, "proposed": len(matched), "open_places": int(matched.open.sum()),
        "gap": gap, "seconds": round(seconds, 2), "held": gap == 0 and seconds < DAY_SECONDS,
    }  # fmt: skip


def _with_reasons(found: Matching) -> Matching:
    for pair in found.pairs():
        why(found.board.world, *pair)
    return found


def timed(work: Callable[[], Found]) -> tuple[Found, float]:
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def memory_mb() -> int:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
