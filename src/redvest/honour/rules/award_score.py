"""How jurors' points and people's votes become one ranking, in whole fractions that anybody works out again. Pure.

Each juror's points are made comparable before they are averaged: strict or mild, spread wide or narrow, nobody weighs
more than another.

1. A juror's points for an entry are those of all criteria, added up. Who gave every entry the same says nothing about
   their order, and is left out: this moves all entries alike.
2. *Spread.* A juror's points are divided by their mean absolute deviation from the juror's own mean (Kaufman and
   Rousseeuw, Finding Groups in Data, 1990, ch. 1: a z-score without a square root, so that it stays a fraction). Of a
   juror who was recused from some, the result is multiplied by how wide the jurors who judged all found those entries
   beside all of them.
3. *Strictness.* points = value of the entry + strictness of the juror, by least squares over what was judged (the additive
   model of MacKay, Kenna, Low and Parker, Calibration with confidence, R. Soc. Open Sci. 4, 2017, 160760). Where
   everybody judged everything this is the plain mean. A strict juror's absence is no advantage, a mild one's no loss.
4. The best value becomes 100, the lowest 0. Votes count by rank alone (ties share the middle), 100 for most and 0 for
   fewest: a thousand votes more lift nobody further. total = (100 - p)% of the jury and p% of the votes, p at most 20.

Ties: by the jury's part, then by counted votes; who is still equal shares the rank, and people choose with a reason.
``data/award/recompute.py`` does the same without this house.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Points = Mapping[str, Mapping[str, int]]  # juror, entry: points of all criteria
Values = dict[str, dict[str, Fraction]]
MOST_VOTE_PERCENT = 20
WHOLE = 100_000  # milli-points


@dataclass(frozen=True, slots=True)
class Placed:
    """One entry's place. ``total``, ``jury`` and ``vote`` are milli-points from 0 to 100 000."""

    entry: str
    rank: int
    total: int
    jury: int
    vote: int
    votes: int


def ranking(
    entries: Sequence[str], points: Points, votes: Mapping[str, int], vote_percent: int
) -> list[Placed]:
    """All entries, the first first; equal ones by their key, with one rank. ``votes``: those that count."""
    if not 0 <= vote_percent <= MOST_VOTE_PERCENT:
        raise ValueError("votes weigh at most a fifth")
    jury, vote = _stretched(entry_values(entries, points)), vote_parts(entries, votes)
    found = []
    for entry in entries:
        total = ((100 - vote_percent) * jury[entry] + vote_percent * vote[entry]) / 100
        milli = (rounded(total), rounded(jury[entry]), votes.get(entry, 0))
        found.append((milli, entry, rounded(vote[entry])))
    found.sort(key=lambda each: ([-number for number in each[0]], each[1]))
    placed: list[Placed] = []
    for nth, ((total_milli, jury_milli, count), entry, vote_milli) in enumerate(found):
        same = nth > 0 and found[nth - 1][0] == found[nth][0]
        rank = placed[-1].rank if same else nth + 1
        placed.append(Placed(entry, rank, total_milli, jury_milli, vote_milli, count))
    return placed


def rounded(share: Fraction) -> int:
    """Milli-points of a share of one, halves upwards."""
    return int((share * WHOLE * 2 + 1) // 2)


def vote_parts(entries: Sequence[str], votes: Mapping[str, int]) -> dict[str, Fraction]:
    """From 0 to 1 by rank: how many of the others have fewer, and half of those who have as many."""
    if len(entries) == 1:
        return {entries[0]: Fraction(1)}
    counts = [votes.get(entry, 0) for entry in entries]
    return {
        entry: Fraction(
            2 * sum(each < own for each in counts) + sum(each == own for each in counts) - 1,
            2 * (len(entries) - 1),
        )
        for entry, own in zip(entries, counts, strict=True)
    }


def entry_values(entries: Sequence[str], points: Points) -> dict[str, Fraction]:
    """The jury's value of each entry, around 0; 0 where nobody who told entries apart judged it."""
    spread = evened(entries, points)
    judged = [entry for entry in entries if any(entry in own for own in spread.values())]
    strictness = _strictness(spread, judged)
    values = {}
    for entry in judged:
        given = [own[entry] - strictness[juror] for juror, own in spread.items() if entry in own]
        values[entry] = sum(given, Fraction(0)) / len(given)
    for group in _groups(spread, judged):  # no juror compares one group with another: each has its own middle
        middle = sum((values[entry] for entry in group), Fraction(0)) / len(group)
        for entry in group:
            values[entry] -= middle
    return {entry: values.get(entry, Fraction(0)) for entry in entries}


def evened(entries: Sequence[str], points: Points) -> Values:
    """Every telling juror's points in the panel's own spread (steps 1 and 2)."""
    known = {
        juror: {entry: Fraction(own[entry]) for entry in entries if entry in own}
        for juror, own in sorted(points.items())
    }
    telling = {juror: own for juror, own in known.items() if len(set(own.values())) > 1}
    whole = [own for own in telling.values() if len(own) == len(entries)]
    found: Values = {}
    for juror, own in telling.items():
        width = _width(own, whole) if len(own) < len(entries) else Fraction(1)
        scale = width / deviation(list(own.values()))
        found[juror] = {entry: given * scale for entry, given in own.items()}
    return found


def deviation(numbers: Sequence[Fraction]) -> Fraction:
    """Mean absolute deviation from the mean."""
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return sum((abs(each - mean) for each in numbers), Fraction(0)) / len(numbers)


def _width(own: Mapping[str, Fraction], whole: Sequence[Mapping[str, Fraction]]) -> Fraction:
    """How widely those who judged all spread these entries, beside all of them; 1 where that says nothing."""
    shares = [deviation([all_[entry] for entry in own]) / deviation(list(all_.values())) for all_ in whole]
    mean = sum(shares, Fraction(0)) / len(shares) if shares else Fraction(1)
    return mean or Fraction(1)


def _strictness(spread: Values, judged: Sequence[str]) -> dict[str, Fraction]:
    """Normal equations of step 3 with the entries' values put in; one juror of each group that hangs together is 0."""
    jurors = list(spread)
    index = {juror: nth for nth, juror in enumerate(jurors)}
    rows = [[Fraction(0)] * (len(jurors) + 1) for _ in jurors]
    for entry in judged:
        panel = [juror for juror in jurors if entry in spread[juror]]
        mean = sum((spread[juror][entry] for juror in panel), Fraction(0)) / len(panel)
        share = Fraction(1, len(panel))
        for juror in panel:
            row = rows[index[juror]]
            row[index[juror]] += 1
            row[-1] += spread[juror][entry] - mean
            for other in panel:
                row[index[other]] -= share
    return dict(zip(jurors, solved(rows), strict=True))


def solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """The unknowns of a consistent square system, each row ending in its right side; what is free is 0."""
    size, pivots = len(rows), {}
    free = list(range(size))
    for column in range(size):
        at = next((nth for nth in free if rows[nth][column]), None)
        if at is None:
            continue
        free.remove(at)
        head = rows[at][column]
        rows[at] = [each / head for each in rows[at]]
        for nth in range(size):
            if nth != at and (factor := rows[nth][column]):
                rows[nth] = [one - factor * two for one, two in zip(rows[nth], rows[at], strict=True)]
        pivots[column] = at
    return [rows[pivots[column]][-1] if column in pivots else Fraction(0) for column in range(size)]


def _groups(spread: Values, judged: Sequence[str]) -> list[set[str]]:
    """Entries that jurors in common hold together."""
    groups: list[set[str]] = []
    for own in spread.values():
        held = set(own)
        apart = [group for group in groups if not group & held]
        groups = [*apart, held.union(*(group for group in groups if group & held))]
    return [group for group in groups if group & set(judged)]


def _stretched(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """From 0 for the lowest to 1 for the best; 1 for all where they are equal."""
    low, high = min(values.values()), max(values.values())
    if low == high:
        return dict.fromkeys(values, Fraction(1))
    return {entry: (value - low) / (high - low) for entry, value in values.items()}
