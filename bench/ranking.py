"""Who finds somebody: a week of a city's opportunities and people who choose among the ten that they are shown.

The same people arrive in the same order twice: once the ten are ranked by relevance alone (``ranking.lift`` 0), once
with the lift of what few take. Each looks down the list, ever less likely at the next, and takes one or leaves; both
weeks go on until the same number of sign-ups. Held: the share of opportunities with at least one sign-up is at least
8 % higher with the lift (a ratio of shares, in every seed), at the same total of sign-ups, and it takes at most 8 % more
visits to get there.

What it leaves out: nobody comes twice, cancels or hears from others, and all choose as if it were the first morning of the
week. It measures the order alone, against the same order without the lift, in which need and soon count already.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.ranking_world import Chooser, World, choosers, settle
from redvest.service.rules.ranking import Weights, relevance, score

SEEDS = (7, 19, 31, 43, 61)
OPPORTUNITIES, SIGN_UPS, SHOWN = 300, 450, 10
LOOKS_ON = 0.85  # how likely somebody looks at one more below
GAIN, VISITS = 8, 8


@dataclass(frozen=True)
class Week:
    """What became of a week under one ranking."""

    takers: tuple[int, ...]
    visits: int

    @property
    def with_somebody(self) -> int:
        return sum(map(bool, self.takers))

    @property
    def share(self) -> float:
        return self.with_somebody / len(self.takers)


def run(
    *,
    json: bool = False,
    seeds: tuple[int, ...] = SEEDS,
    opportunities: int = OPPORTUNITIES,
    sign_ups: int = SIGN_UPS,
) -> dict[str, Any]:
    """Measure. ``held`` is false when the gain or the visits miss the promise in any seed."""
    del json
    found = [_one(seed, opportunities, sign_ups) for seed in seeds]
    return {
        "bench": "ranking",
        "opportunities": opportunities,
        "sign_ups_each_week": sign_ups,
        "shown": SHOWN,
        "lift_percent": Weights().lift,
        "gain_percent": round(sum(each["gain_percent"] for each in found) / len(found), 1),
        "aim": f"gain >= {GAIN} %, visits <= +{VISITS} %, same sign-ups",
        "seeds": found,
        "held": all(each["held"] for each in found),
    }


def _held(before: Week, after: Week) -> bool:
    """By whole numbers: a rounded figure may be on the other side of the promise."""
    gained = 100 * after.with_somebody >= (100 + GAIN) * before.with_somebody
    return (
        gained
        and 100 * after.visits <= (100 + VISITS) * before.visits
        and sum(before.takers) == sum(after.takers)
    )


def _one(seed: int, opportunities: int, sign_ups: int) -> dict[str, Any]:
    world = settle(seed, opportunities)
    before = live(world, replace(Weights(), lift=0), sign_ups)
    after = live(world, Weights(), sign_ups)
    return {
        "seed": seed,
        "gain_percent": round((after.share / before.share - 1) * 100, 1),
        "more_visits_percent": round((after.visits / before.visits - 1) * 100, 1),
        "relevance": _figures(before),
        "equity": _figures(after),
        "held": _held(before, after),
    }


def _figures(week: Week) -> dict[str, Any]:
    return {
        "share_with_a_taker": round(week.share, 3),
        "sign_ups": sum(week.takers),
        "visits": week.visits,
        "gini": round(gini(week.takers), 3),
        "most_on_one": max(week.takers),
    }


def live(world: World, weights: Weights, sign_ups: int) -> Week:
    """People come until so many have signed up. Everybody's looks and moods are their own, whatever they are shown."""
    takers = [0] * len(world.places)
    visits = 0
    for person in choosers(world):
        visits += 1
        chosen = _choice(world, person, _shown(world, person, takers, weights))
        if chosen is not None:
            takers[chosen] += 1
        if sum(takers) == sign_ups:
            break
    return Week(tuple(takers), visits)


def _shown(world: World, person: Chooser, takers: Sequence[int], weights: Weights) -> list[int]:
    open_ones = (turn for turn, places in enumerate(world.places) if takers[turn] < places)
    seen = {turn: world.seen_by(person, turn, takers[turn]) for turn in open_ones}
    return sorted(seen, key=lambda turn: -score(seen[turn], weights, world.at))[:SHOWN]


def _choice(world: World, person: Chooser, shown: Iterable[int]) -> int | None:
    """The first that pleases on the way down. What pleases is how it fits and how it appeals, not who else goes."""
    looks = random.Random(person.mood)
    for turn in shown:
        seen = world.seen_by(person, turn, 0)
        if world.temper(person, turn) < 0.5 * relevance(seen, world.taste, world.at) * world.appeal[turn]:
            return turn
        if looks.random() > LOOKS_ON:
            return None
    return None


def gini(numbers: Sequence[int]) -> float:
    """0: all alike; near 1: one has everything."""
    ordered, total = sorted(numbers), sum(numbers)
    ahead = sum((turn + 1) * number for turn, number in enumerate(ordered))
    return 2 * ahead / (len(ordered) * total) - (len(ordered) + 1) / len(ordered) if total else 0.0
