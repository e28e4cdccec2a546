"""Rosters: 2,000 people for 400 shifts of a fortnight with every kind of rule, then 5 % of those chosen drop out.

Time of solving, what the independent checker finds, the distance to the LP bound, and how many of the others had to
move. Needs no database.
"""

from __future__ import annotations

import importlib
import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.roster_world import make_world, without
from redvest.service.rules.roster.bound import lp_bound
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.cost import changed
from redvest.service.rules.roster.problem import Problem, Roster
from redvest.service.rules.roster.solve import solve

PEOPLE, SHIFTS, SEED = 2_000, 400, 7
MOST_SECONDS, DROP, MOST_CHANGED = 5.0, 0.05, 0.10


def run(
    *, json: bool = False, people: int = PEOPLE, shifts: int = SHIFTS, seed: int = SEED
) -> dict[str, Any]:
    """Measure. ``held`` is false when it took too long, a rule is broken or too much moved."""
    problem = make_world(people, shifts, seed=seed)
    importlib.import_module(
        "redvest.service.rules.roster.shifts"
    )  # loaded once in a process, not by each roster
    first, seconds = _timed(problem)
    before = sorted({person for person, _shift in first.chosen})
    gone = set(random.Random(seed).sample(before, max(1, round(DROP * len(before)))))
    again = without(problem, gone, first.chosen)
    second, second_seconds = _timed(again)
    moved, stayed = changed(first.chosen, second.chosen, gone)
    if not json:
        sys.stderr.write("lp bound …\n")
    with _spoken_aside():
        bound = lp_bound(problem)
    result = {
        "bench": "roster", "people": people, "shifts": shifts, "places": sum(each.need for each in problem.shifts),
        "seconds": round(seconds, 2), "method": first.method, "filled": len(first.chosen),
        "broken_rules": len(breaches(problem, first.chosen)), "cost": first.cost, "flow_bound": first.bound,
        "lp_bound": round(bound, 1), "gap_to_lp": round((first.cost - bound) / max(1.0, abs(bound)), 5),
        "dropped_out": len(gone), "again_seconds": round(second_seconds, 2), "again_filled": len(second.chosen),
        "again_broken_rules": len(breaches(again, second.chosen)), "others_moved": moved, "others": stayed,
        "others_moved_share": round(moved / max(1, stayed), 4),
    }  # fmt: skip
    kept = max(seconds, second_seconds) < MOST_SECONDS and moved <= MOST_CHANGED * stayed
    return result | {"held": kept and not result["broken_rules"] and not result["again_broken_rules"]}


@contextmanager
def _spoken_aside() -> Iterator[None]:
    """HiGHS greets on standard output, which belongs to the one JSON document of the bench."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _timed(problem: Problem) -> tuple[Roster, float]:
    began = time.perf_counter()
    found = solve(problem)
    return found, time.perf_counter() - began
