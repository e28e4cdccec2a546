"""Are two reports about the same thing: one phone, or close by and in similar words. Pure.

In a flood the same old lady on the same roof is reported by herself, her son abroad and three neighbours.
What is found here is only ever *proposed* as one; people decide, and can take it back.

``pairs`` gives a spanning forest: a hundred reports of one thing are 99 pairs and not 4,950. Whoever says that
two are not one hands them in as ``apart``, and other ways by which they may hang together are offered instead.
It stays near-linear because a report only meets reports that share its phone, or one of its rarer pairs of
characters in its own or a neighbouring square: two texts this similar must share one of those (prefix filter).
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = ["METRES", "WORDS_PERCENT", "Report", "Why", "alike", "metres_between", "pairs", "words_likeness"]

METRES = 100
WORDS_PERCENT = 50
_METRES_A_DEGREE = 111_195.0
# People write 三号楼 and 3号楼 of one house.
_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")


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


def pairs(
    reports: Iterable[Report],
    *,
    apart: Collection[frozenset[Hashable]] = frozenset(),
    metres: int = METRES,
    words_percent: int = WORDS_PERCENT,
) -> list[tuple[Hashable, Hashable, Why]]:
    """What may be one, the earlier first: enough pairs that everything alike hangs together."""
    told = sorted(reports, key=lambda report: report.at)
    found: list[tuple[Hashable, Hashable, Why]] = []
    groups = _Groups(len(told))
    for why, candidates in (
        (Why.PHONE, _by_phone(told, groups)),
        (Why.NEAR, _by_place(told, metres, words_percent, groups)),
    ):
        for earlier, later in candidates:
            one, other = told[earlier].key, told[later].key
            if frozenset((one, other)) not in apart and groups.join(earlier, later):
                found.append((one, other, why))
    return found


def metres_between(one: Report, other: Report) -> float | None:
    """How far the two are from each other; None while one of them says no place."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    high = (one.lat - other.lat) * _METRES_A_DEGREE
    wide = (one.lon - other.lon) * _METRES_A_DEGREE * math.cos(math.radians((one.lat + other.lat) / 2))
    return math.hypot(high, wide)


def words_likeness(one: str, other: str) -> int:
    """How much of the two texts is the same, in percent (Dice over pairs of characters)."""
    first, second = _bigrams(one), _bigrams(other)
    both = len(first) + len(second)
    return 200 * len(first & second) // both if both else 0


def _bigrams(words: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without signs, widths and ways to write a digit."""
    plain = unicodedata.normalize("NFKC", words).lower().translate(_DIGITS)
    kept = "".join(letter for letter in plain if letter.isalnum())
    if len(kept) == 1:
        return frozenset((kept,))
    return frozenset(kept[at : at + 2] for at in range(len(kept) - 1))


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
    """Each report with those before it from the same phone that do not hang together with it yet."""
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    for at, report in enumerate(told):
        if report.phone is None:
            continue
        for earlier in seen[report.phone]:
            if groups.of(earlier) != groups.of(at):
                yield earlier, at
        seen[report.phone].append(at)


def _by_place(
    told: Sequence[Report], metres: int, percent: int, groups: _Groups
) -> Iterator[tuple[int, int]]:
    """Each report with earlier ones near it in similar words that do not hang together with it yet."""
    texts = [_bigrams(report.words) for report in told]
    common = Counter(pair for text in texts for pair in text)
    posted: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    for at, report in enumerate(told):
        if report.lon is None or report.lat is None or not texts[at]:
            continue
        marks = _rare(texts[at], common, percent)
        for earlier in _met(report, marks, posted, metres):
            if groups.of(earlier) == groups.of(at):
                continue
            distance = metres_between(told[earlier], report)
            if distance is not None and distance <= metres and _similar(texts[earlier], texts[at], percent):
                yield earlier, at
        row = _row(report.lat, metres)
        column = _column(report.lon, row, metres)
        for mark in marks:
            posted[row, column, mark].append(at)


def _rare(text: frozenset[str], common: Counter[str], percent: int) -> list[str]:
    """The rarer pairs of a text: whatever is similar enough to it shares at least one of them.

    Dice ≥ t of sets of sizes a and b means an overlap of at least a·t/(2−t), whatever b is: all but one fewer
    than that many may be left out, if both sides leave out the same end.
    """
    least = max(1, -(-len(text) * percent // (200 - percent)))
    ordered = sorted(text, key=lambda pair: (common[pair], pair))
    return ordered[: len(text) - least + 1]


def _met(
    report: Report, marks: Iterable[str], posted: dict[tuple[int, int, str], list[int]], metres: int
) -> list[int]:
    """Earlier reports with one of the marks in the squares that reach within so many metres."""
    assert report.lon is not None and report.lat is not None
    met: dict[int, None] = {}
    middle = _row(report.lat, metres)
    for row in (middle - 1, middle, middle + 1):
        column = _column(report.lon, row, metres)
        for beside in (column - 1, column, column + 1):
            for mark in marks:
                for earlier in posted.get((row, beside, mark), ()):
                    met[earlier] = None
    return list(met)


def _row(lat: float, metres: int) -> int:
    return math.floor(lat * _METRES_A_DEGREE / metres)


def _column(lon: float, row: int, metres: int) -> int:
    """Squares of a row are at least so many metres wide everywhere in it and in the rows beside it."""
    polewards = min(89.0, (abs(row) + 3) * metres / _METRES_A_DEGREE)
    return math.floor(lon * _METRES_A_DEGREE * math.cos(math.radians(polewards)) / metres)
