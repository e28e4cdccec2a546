"""Who judges which work, and what comes of the marks. Pure, in whole numbers: the same marks give the same order."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TypeVar

E = TypeVar("E", bound=Hashable)
J = TypeVar("J", bound=Hashable)

HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """``points``: millionths of a standard deviation above (below) what each judge usually gives, on average; ``mean``
    the plain average in hundredths; ``count`` how many marked it."""

    points: int
    mean: int
    count: int


def hand_out(
    works: Sequence[tuple[E, Collection[J]]], judges: Collection[J], *, each: int, seed: str
) -> tuple[list[tuple[E, J]], list[E]]:
    """Give every work to ``each`` judges who are not barred from it, so that all have as equally many as can be.

    Those with the most bars come first, since they have the least choice. Judges get theirs in an order of their own:
    neither the time of an entry nor a class that sent its works together can be read from it.
    Returns the pairs in the order in which they are shown, and the works that lack judges.
    """
    dice = random.Random(seed)  # noqa: S311 - an order that can be made again, nothing secret
    order = sorted(judges, key=str)
    dice.shuffle(order)
    turn = {judge: place for place, judge in enumerate(order)}
    load: Counter[J] = Counter()
    mixed = list(works)
    dice.shuffle(mixed)
    mixed.sort(key=lambda work: -len(work[1]))
    pairs: list[tuple[E, J]] = []
    lacking: list[E] = []
    for work, barred in mixed:
        free = sorted(
            (judge for judge in order if judge not in barred), key=lambda judge: (load[judge], turn[judge])
        )
        if len(free) < each:
            lacking.append(work)
        for judge in free[:each]:
            load[judge] += 1
            pairs.append((work, judge))
    dice.shuffle(pairs)
    return pairs, lacking


def ranking(marks: Iterable[tuple[J, E, int]]) -> dict[E, Ranked]:
    """What the marks say of each work, strict and mild judges made equal: mean of (mark − the judge's mean) / the judge's
    spread. A judge who gives everything the same says nothing.
    """
    by_judge: defaultdict[J, list[tuple[E, int]]] = defaultdict(list)
    plain: defaultdict[E, list[int]] = defaultdict(list)
    for judge, work, mark in marks:
        by_judge[judge].append((work, mark))
        plain[work].append(mark)
    sums: Counter[E] = Counter()
    for given in by_judge.values():
        count, total = len(given), sum(mark for _work, mark in given)
        spread = count * sum(mark * mark for _work, mark in given) - total * total  # (count · deviation)²
        for work, mark in given:
            sums[work] += _millionths(count * mark - total, spread)
    return {
        work: Ranked(_nearest(sums[work], len(given)), _nearest(100 * sum(given), len(given)), len(given))
        for work, given in plain.items()
    }


def _millionths(above: int, spread: int) -> int:
    """above / √spread in millionths, rounded towards zero."""
    if spread == 0:
        return 0
    size = isqrt(above * above * 10**12 // spread)
    return size if above >= 0 else -size


def _nearest(total: int, count: int) -> int:
    """total / count, halves away from zero."""
    size = (2 * abs(total) + count) // (2 * count)
    return size if total >= 0 else -size
