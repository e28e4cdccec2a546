"""What if: how many people a big event needs where and when, and who is missing. Nobody is asked or named.

People are counted in kinds (the same free times, skills, papers and district), so a city of any size is a small flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from redvest.core.least_cost import Network, least_cost
from redvest.service.rules.roster.fit import steps_between
from redvest.service.rules.roster.matrix import Bools, Ints

SHORT, NEAR, SKILLED, TIERS = 1000, 10, 15, 4


@dataclass(frozen=True, slots=True)
class Need:
    """One post at one time: ``bits`` of the grid of free times that it takes."""

    key: str
    day: date
    part: str
    people: int
    bits: int
    skill: str = ""
    paper: str = ""
    region_path: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """How many people have the same free times, skills, papers and home."""

    count: int
    slots: int
    skills: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    region_path: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """``free``: who could come if nothing else were on; ``filled``: who comes when all posts are filled at once."""

    need: Need
    free: int
    filled: int

    @property
    def missing(self) -> int:
        return self.need.people - self.filled


def look_ahead(needs: Sequence[Need], kinds: Sequence[Kind], *, most_each: int) -> list[Seen]:
    """Fills as many places as can be filled at once, each person once a day and ``most_each`` times in all."""
    fits = np.array([[fit(kind, need) for need in needs] for kind in kinds], dtype=np.bool_)
    fits = fits.reshape(len(kinds), len(needs))
    counts = np.array([kind.count for kind in kinds], dtype=np.int64)
    free = counts @ fits if len(kinds) else np.zeros(len(needs), dtype=np.int64)
    filled = _filled(needs, kinds, fits, counts, most_each) if len(kinds) and len(needs) else [0] * len(needs)
    return [Seen(need, int(free[at]), int(filled[at])) for at, need in enumerate(needs)]


def fit(kind: Kind, need: Need) -> bool:
    """Free then, with the skill and the paper that the post asks for."""
    free = kind.slots & need.bits == need.bits
    return (
        free
        and (not need.skill or need.skill in kind.skills)
        and (not need.paper or need.paper in kind.papers)
    )


def _filled(
    needs: Sequence[Need], kinds: Sequence[Kind], fits: Bools, counts: Ints, most_each: int
) -> list[int]:
    row, column = np.nonzero(fits)
    days = sorted({need.day for need in needs})
    day = np.array([days.index(need.day) for need in needs], dtype=np.int64)
    pairs, which = np.unique(row * len(days) + day[column], return_inverse=True)
    source, first = 0, 1 + len(kinds)
    last = first + len(pairs)
    choices = zip(row.tolist(), column.tolist(), strict=True)
    far = np.array([_far(kinds[who], needs[what]) for who, what in choices], dtype=np.int64)
    need = np.array([each.people for each in needs], dtype=np.int64)
    at = np.tile(last + np.arange(len(needs), dtype=np.int64), TIERS)
    # What is missing is spread: the first quarter of a post's places is dearest to leave open.
    short = [need * (tier + 1) // TIERS - need * tier // TIERS for tier in range(TIERS)]
    zero, none = np.zeros(len(kinds), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    tail = np.concatenate([first + which.reshape(-1), 1 + pairs // len(days), zero, 0 * at])
    head = np.concatenate([last + column, first + np.arange(len(pairs)), 1 + np.arange(len(kinds)), at])
    room = np.concatenate([need[column], counts[pairs // len(days)], counts * most_each, *short])
    cost = np.concatenate([far, none, zero, np.repeat(SHORT * np.arange(1, TIERS + 1), len(needs))])
    supplies = np.zeros(last + len(needs), dtype=np.int64)
    supplies[source], supplies[last:] = need.sum(), -need
    found = least_cost(Network(tail, head, room, cost, supplies))  # a failure is no answer of nobody missing
    left = found.units[-len(at) :].reshape(TIERS, -1).sum(axis=0)
    return [int(n) for n in need - left]


def _far(kind: Kind, need: Need) -> int:
    """Near homes first; who has a skill that others need is spared where it is not needed."""
    spare = SKILLED if (kind.skills or kind.papers) and not (need.skill or need.paper) else 0
    return NEAR * steps_between(kind.region_path, need.region_path) + spare


def by_skill(seen: Sequence[Seen]) -> dict[str, int]:
    """How many are missing by what the post asks for (an empty text: nothing)."""
    found: dict[str, int] = defaultdict(int)
    for each in seen:
        found[each.need.skill or each.need.paper] += each.missing
    return {key: count for key, count in found.items() if count}


def by_time(seen: Sequence[Seen]) -> dict[tuple[date, str], int]:
    """How many are missing on each day and part of it."""
    found: dict[tuple[date, str], int] = defaultdict(int)
    for each in seen:
        found[each.need.day, each.need.part] += each.missing
    return {key: count for key, count in sorted(found.items()) if count}
