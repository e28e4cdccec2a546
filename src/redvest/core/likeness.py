"""How alike two texts are, and which of many texts are alike. Pure; it knows no business word.

Short texts (a slogan, a report) are compared by pairs of neighbouring characters, Dice over the sets. Long ones (an
essay) by runs of six characters and by how much of the shorter one stands in the other, so that a borrowed page is found
in a longer essay. Both stay near-linear in the number of texts: short ones meet only where they share one of their rarer
pairs (prefix filter), long ones only over runs that few texts have.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# People write 三号楼 and 3号楼 of one house.
_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")
RUN = 6  # letters
# A run in more texts than this says something that everybody says: the call's own words, a proverb.
MOST_OF_A_RUN = 40
# So many texts are compared with one; where a thousand write nearly the same, the first of them stand for it.
MOST_MET = 60


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by their places in the list, the earlier first, and how much of them is the same."""

    first: int
    second: int
    percent: int


def plain(words: str) -> str:
    """What is compared: without signs, widths and ways to write a digit."""
    same = unicodedata.normalize("NFKC", words).lower().translate(_DIGITS)
    return "".join(letter for letter in same if letter.isalnum())


def grams(text: str, length: int) -> frozenset[str]:
    """The runs of so many neighbouring characters of a plain text; of a shorter one the text itself."""
    if 0 < len(text) < length:
        return frozenset((text,))
    return frozenset(text[at : at + length] for at in range(len(text) - length + 1))


def dice(first: frozenset[str], second: frozenset[str]) -> int:
    """What two sets share, in percent rounded down; of nothing nothing."""
    both = len(first) + len(second)
    return 200 * len(first & second) // both if both else 0


def rare(text: frozenset[str], common: Counter[str], percent: int) -> list[str]:
    """The rarer pairs of a text: whatever is similar enough to it shares at least one of them.

    Dice ≥ t of sets of sizes a and b means an overlap of at least a·t/(2−t), whatever b is: all but one fewer
    than that many may be left out, if both sides leave out the same end.
    """
    least = max(1, -(-len(text) * percent // (200 - percent)))
    ordered = sorted(text, key=lambda pair: (common[pair], pair))
    return ordered[: len(text) - least + 1]


def alike_short(texts: Sequence[str], *, percent: int) -> list[Alike]:
    """Which short texts are this alike, each with the earlier one that is most like it, and with the first that is the
    same to the letter."""
    bare = [plain(text) for text in texts]
    first_of: dict[str, int] = {}
    found = []
    for at, text in enumerate(bare):
        if text and first_of.setdefault(text, at) != at:
            found.append(Alike(first_of[text], at, 100))
    one_each = sorted(first_of.values())
    sets = {at: grams(bare[at], 2) for at in one_each}
    common = Counter(pair for each in sets.values() for pair in each)
    posted: defaultdict[str, list[int]] = defaultdict(list)
    for at in one_each:
        marks = rare(sets[at], common, percent)
        met = Counter(earlier for mark in marks for earlier in posted[mark][:MOST_MET])
        close = [(dice(sets[earlier], sets[at]), -earlier) for earlier, _n in met.most_common(MOST_MET)]
        best, earlier = max(close, default=(0, 0))
        if best >= percent:
            found.append(Alike(-earlier, at, best))
        for mark in marks:
            posted[mark].append(at)
    return sorted(found, key=lambda each: (each.second, each.first))


def alike_long(texts: Sequence[str], *, percent: int) -> list[Alike]:
    """Which long texts share this much of the shorter one."""
    sets = [grams(plain(text), RUN) for text in texts]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, runs in enumerate(sets):
        for run in runs:
            places[run].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for where in places.values():
        if 1 < len(where) <= MOST_OF_A_RUN:
            shared.update(_pairs(where))
    shared.update(dict.fromkeys(_same(sets), 0))
    found = []
    for (one, other), count in shared.items():
        shorter = min(len(sets[one]), len(sets[other]))
        same = 100 if sets[one] == sets[other] else 100 * count // shorter
        if same >= percent:
            found.append(Alike(one, other, same))
    return sorted(found, key=lambda each: (each.second, each.first))


def _pairs(where: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place, earlier in enumerate(where):
        for later in where[place + 1 :]:
            yield earlier, later


def _same(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Copies of one text, each with the first: a text that a whole school hands in has no rare run at all."""
    first_of: dict[frozenset[str], int] = {}
    for at, runs in enumerate(sets):
        if runs and first_of.setdefault(runs, at) != at:
            yield first_of[runs], at
