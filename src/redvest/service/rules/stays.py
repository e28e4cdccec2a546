"""What a person's ways in and out add up to, in whatever order they became known.

Two phones at one gate send what they saw when they find a network again, one after the other. Stays are therefore no
running sum but a function of the set of scans: sorted by their own time, a stay is a run of ways in followed by a run
of ways out; it begins with the first in and ends with the last out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from redvest.service.choices import Direction


@dataclass(frozen=True)
class Passage:
    """One way in or out, and the kinds of proof that stand behind it."""

    at: datetime
    direction: Direction
    proofs: frozenset[str]


@dataclass(frozen=True)
class Stay:
    """From the first way in to the last way out; open while nobody left."""

    in_at: datetime
    out_at: datetime | None
    proofs: tuple[str, ...]

    def covers(self, at: datetime) -> bool:
        """Whether a passage of this moment belongs to this stay."""
        return self.in_at <= at and (self.out_at is None or at <= self.out_at)


def stays_of(passages: Iterable[Passage]) -> list[Stay]:
    """The stays in order. A way out before every way in belongs to none. Equal moments: in before out."""
    runs: list[list[Passage]] = []
    last = Direction.OUT
    for each in sorted(passages, key=_by_time):
        if each.direction == Direction.IN and last == Direction.OUT:
            runs.append([each])
        elif runs:
            runs[-1].append(each)
        else:
            continue
        last = each.direction
    return [_stay(run) for run in runs]


def _by_time(passage: Passage) -> tuple[datetime, bool]:
    return passage.at, passage.direction == Direction.OUT


def _stay(run: list[Passage]) -> Stay:
    last = run[-1]
    proofs = sorted(frozenset().union(*(each.proofs for each in run)))
    return Stay(run[0].at, last.at if last.direction == Direction.OUT else None, tuple(proofs))
