"""Are two reports about the same thing: one phone, or close by and in similar words. Pure.

In a flood the same old lady on the same roof is reported by herself, her son abroad and three neighbours.
What is found here is only ever *proposed* as one; people decide, and can take it back.

``pairs`` gives a spanning forest: a hundred reports of one thing are 99 pairs and not 4,950. Whoever says that
two are not one hands them in as ``apart``, and other ways by which they may hang together are offered instead.
It stays near-linear because a report only meets reports that share its phone, or one of its rarer pairs of
characters in its own or a neighbouring square: two texts this similar must share one of those (prefix filter). Where a
whole district reports from one square even those are too many. There a few of each group stand for it, and a report is
compared with those that share most with it: ``Found.every`` then says that there may be more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from redvest.core.likeness import dice, grams, plain, rare

__all__ = [
    "METRES", "WORDS_PERCENT", "Found", "Report", "Why", "alike", "compare", "metres_between", "pairs",
    "words_likeness",
]  # fmt: skip

METRES = 100
WORDS_PERCENT = 50
LONGEST_COMPARED = 100  # letters
# Of one group in a row and of all groups those that stand under one mark of a square; how many of them are looked at for
# one report, and how many compared with it.
MOST_OF_A_GROUP, MOST_POSTED, MOST_SEEN, MOST_MET = 16, 100, 600, 24
_METRES_A_DEGREE = 111_195.0


class Why(StrEnum):
    PHONE = "phone"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Report:
    """What is compared: ``phone`` is a keyed hash, never a number."""

    key: Hashable
    phone: bytes | None
    words: str
    lon: float | None
    lat: float | None
    at: datetime


def alike(
    one: Report, other: Report, *, metres: int = METRES, words_percent: int = WORDS_PERCENT
) -> Why | None:
    """Why the two may be one, or None."""
    if one.phone is not None and one.phone == other.phone:
        return Why.PHONE
    apart = metres_between(one, other)
    if apart is None or apart > metres:
        return None
    return Why.NEAR if _similar(_bigrams(one.words), _bigrams(other.words), words_percent) else None


@dataclass(frozen=True, slots=True)
class Found:
    """What may be one, the earlier first; ``every``: nothing was left out because there were too many in one place."""

    pairs: list[tuple[Hashable, Hashable, Why]]
    every: bool


def pairs(
    reports: Iterable[Report],
    *,
    apart: Collection[frozenset[Hashable]] = frozenset(),
    metres: int = METRES,
    words_percent: int = WORDS_PERCENT,
) -> list[tuple[Hashable, Hashable, Why]]:
    """What may be one, the earlier first: enough pairs that everything alike hangs together."""
    return compare(reports, apart=apart, metres=metres, words_percent=words_percent).pairs


def compare(
    reports: Iterable[Report],
    *,
    apart: Collection[frozenset[Hashable]] = frozenset(),
    metres: int = METRES,
    words_percent: int = WORDS_PERCENT,
) -> Found:
    """The same, and whether that is every one of them."""
    told = sorted(reports, key=lambda report: report.at)
    found: list[tuple[Hashable, Hashable, Why]] = []
    groups = _Groups(len(told))
    place = _Place(told, metres, words_percent, groups)
    for why, candidates in ((Why.PHONE, _by_phone(told, groups)), (Why.NEAR, place.candidates())):
        for earlier, later in candidates:
            one, other = told[earlier].key, told[later].key
            if frozenset((one, other)) not in apart and groups.join(earlier, later):
                found.append((one, other, why))
    return Found(found, place.every)


def metres_between(one: Report, other: Report) -> float | None:
    """How far the two are from each other; None while one of them says no place."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    high = (one.lat - other.lat) * _METRES_A_DEGREE
    wide = (one.lon - other.lon) * _METRES_A_DEGREE * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(high, wide)


def words_likeness(one: str, other: str) -> int:
    """How much of the two texts is the same, in percent (Dice over pairs of characters)."""
    return dice(_bigrams(one), _bigrams(other))


def _bigrams(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without signs, widths and ways to write a digit; what it is stands at the front."""
    return grams(plain(words)[:LONGEST_COMPARED], 2)


def _similar(first: frozenset[str], second: frozenset[str], percent: int) -> bool:
    """Texts without words say nothing, and so are not similar."""
    both = len(first) + len(second)
    return both > 0 and 200 * len(first & second) >= percent * both


class _Groups:
    """Who hangs together by now (union-find)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def of(self, at: int) -> int:
        above = self._above
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    def join(self, one: int, other: int) -> bool:
        """False if they hung together before."""
        first, second = self.of(one), self.of(other)
        if first == second:
            return False
        self._above[max(first, second)] = min(first, second)
        return True


def _by_phone(told: Sequence[Report], groups: _Groups) -> Iterator[tuple[int, int]]:
    """Each report with those before it from the same phone, one of a group as long as nobody keeps them apart."""
    seen: defaultdict[bytes, dict[int, list[int]]] = defaultdict(dict)
    for at, report in enumerate(told):
        if report.phone is None:
            continue
        for members in seen[report.phone].values():
            for earlier in members:
                if groups.of(earlier) == groups.of(at):
                    break
                yield earlier, at
        seen[report.phone].setdefault(groups.of(at), []).append(at)


class _Place:
    """Each report with earlier ones near it in similar words that do not hang together with it yet."""

    def __init__(self, told: Sequence[Report], metres: int, percent: int, groups: _Groups) -> None:
        self.told, self.metres, self.percent, self.groups = told, metres, percent, groups
        self.every = True
        self._squares: defaultdict[tuple[int, int], dict[str, list[int]]] = defaultdict(dict)

    def candidates(self) -> Iterator[tuple[int, int]]:
        texts = [_bigrams(report.words) for report in self.told]
        common = Counter(pair for text in texts for pair in text)
        for at, report in enumerate(self.told):
            if report.lon is None or report.lat is None or not texts[at]:
                continue
            marks = rare(texts[at], common, self.percent)
            for earlier in self._met(at, marks):
                if self.groups.of(earlier) == self.groups.of(at):
                    continue
                if not _similar(texts[earlier], texts[at], self.percent):
                    continue
                distance = metres_between(self.told[earlier], report)
                if distance is not None and distance <= self.metres:
                    yield earlier, at
            self._post(at, marks)

    def _post(self, at: int, marks: Iterable[str]) -> None:
        report, of = self.told[at], self.groups.of
        assert report.lon is not None and report.lat is not None
        row = _row(report.lat, self.metres)
        square, mine = self._squares[row, _column(report.lon, row, self.metres)], of(at)
        for mark in marks:
            posted = square.setdefault(mark, [])
            if len(posted) >= MOST_POSTED or _all_of(posted[-MOST_OF_A_GROUP:], mine, of):
                self.every = False
            else:
                posted.append(at)

    def _met(self, at: int, marks: Iterable[str]) -> list[int]:
        """Those under the same marks in the squares around it, the ones that share most of them first."""
        around, shared, seen = self._around(self.told[at]), Counter[int](), 0
        for mark in marks:
            for square in around:
                if posted := square.get(mark):
                    shared.update(posted)
                    seen += len(posted)
            if seen >= MOST_SEEN:  # the rarest marks came first
                self.every = False
                break
        if len(shared) <= MOST_MET:
            return list(shared)
        self.every = False
        return [earlier for earlier, _marks in shared.most_common(MOST_MET)]

    def _around(self, report: Report) -> list[dict[str, list[int]]]:
        """The squares that reach within so many metres, without the empty ones."""
        assert report.lon is not None and report.lat is not None
        middle, found = _row(report.lat, self.metres), []
        for row in (middle - 1, middle, middle + 1):
            column = _column(report.lon, row, self.metres)
            for beside in (column - 1, column, column + 1):
                square = self._squares.get((row, beside))
                if square:
                    found.append(square)
        return found


def _all_of(last: Sequence[int], group: int, of: Callable[[int], int]) -> bool:
    """Whether those that were posted last are as many as stand for a group, all of this one."""
    return len(last) == MOST_OF_A_GROUP and all(of(earlier) == group for earlier in last)


def _row(lat: float, metres: int) -> int:
    return math.floor(lat * _METRES_A_DEGREE / metres)


def _column(lon: float, row: int, metres: int) -> int:
    """Squares of a row are at least so many metres wide everywhere in it and in the rows beside it."""
    polewards = min(89.0, (abs(row) + 3) * metres / _METRES_A_DEGREE)
    return math.floor(lon * _METRES_A_DEGREE * math.cos(math.radians(polewards)) / metres)
