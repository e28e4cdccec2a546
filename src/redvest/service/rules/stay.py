"""Stays: what ways in and out add up to, whatever the order in which they arrived.

Pure. Stays are a function of the set of moves, so two devices that were offline and send their batches in any order
give exactly what one device online would have given. What the moves prove is a span: from the first moment at which
a proof puts the person there to the last. An end that is only the leader's word lies outside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from redvest.service.choices import ProofKind
from redvest.service.rules.evidence import PRESENCE_PROOFS, is_strong, shows_presence

NEAR = timedelta(minutes=10)  # a tick this close to a scan at the same end is taken along with it


class Way(IntEnum):
    """Ways in, moments inside, ways out; in this order when they happen at one moment."""

    IN = 0
    INSIDE = 1
    OUT = 2


@dataclass(frozen=True, slots=True)
class Move:
    """One thing seen at a moment, with the kinds of proof it carries (LOCATION beside the scan that it backs)."""

    at: datetime
    way: Way
    kinds: frozenset[str]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last moment that something proves; None where nothing does."""

    first: datetime | None = None
    last: datetime | None = None

    def with_moment(self, at: datetime) -> Span:
        return Span(at if self.first is None else min(self.first, at), max(self.last or at, at))

    def reaching(self, in_at: datetime, out_at: datetime | None) -> Span:
        """The span drawn out to ends that lie near it; a single moment stays a moment."""
        if self.first is None or self.last is None or self.first == self.last:
            return self
        first = in_at if self.first - in_at <= NEAR else self.first
        last = out_at if out_at is not None and out_at - self.last <= NEAR else self.last
        return Span(first, last)

    @property
    def is_empty(self) -> bool:
        return self.first is None or self.first == self.last


@dataclass(slots=True)
class Stay:
    """One stay; without ``out_at`` it is open."""

    in_at: datetime
    out_at: datetime | None = None
    in_kinds: set[str] = field(default_factory=set)
    out_kinds: set[str] = field(default_factory=set)
    proven: Span = Span()
    strong: Span = Span()

    def supported(self) -> list[str]:
        """The kinds of proof that both ends support together; an end without proof leaves the leader's word."""
        kinds = self.in_kinds | self.out_kinds
        if self.out_at is None:
            return sorted(kinds)
        if self.proven.is_empty and self.in_at != self.out_at:
            left = kinds - PRESENCE_PROOFS - {ProofKind.LOCATION}
            # A number typed at a station's screen is the person's own word, nobody's tick.
            return sorted(left | (set() if left == {ProofKind.SELF_CLAIM} else {ProofKind.LEADER_TICK}))
        if self.strong.is_empty:
            kinds -= {ProofKind.LOCATION}
        return sorted(kinds)


def fold(moves: Iterable[Move]) -> tuple[list[Stay], list[Move]]:
    """The stays in order, and the ways out before which no way in is known (yet)."""
    stays: list[Stay] = []
    early: list[Move] = []
    for move in sorted(moves, key=_in_order):
        is_open = bool(stays) and stays[-1].out_at is None
        if move.way is Way.IN and not is_open:
            stays.append(Stay(move.at))
        elif not stays:
            early += [move] if move.way is Way.OUT else []
            continue
        elif move.way is Way.INSIDE and not is_open:
            continue
        _take(stays[-1], move)
    return _drawn_out(stays), early


def _in_order(move: Move) -> tuple[datetime, Way, str, list[str]]:
    """A total order: whatever arrives first, two moves of one moment are worked the same way round."""
    return move.at, move.way, move.key, sorted(move.kinds)


def _take(stay: Stay, move: Move) -> None:
    if move.way is Way.OUT:
        stay.out_at = move.at
        stay.out_kinds |= move.kinds
    else:
        stay.in_kinds |= move.kinds
    # A word from the middle, with a place or without, adds weight and no time: whoever mocks the place sends it from home.
    if shows_presence(move.kinds):
        stay.proven = stay.proven.with_moment(move.at)
    if is_strong(move.kinds):
        stay.strong = stay.strong.with_moment(move.at)


def _drawn_out(stays: Sequence[Stay]) -> list[Stay]:
    for stay in stays:
        stay.proven = stay.proven.reaching(stay.in_at, stay.out_at)
        stay.strong = stay.strong.reaching(stay.in_at, stay.out_at)
    return list(stays)
