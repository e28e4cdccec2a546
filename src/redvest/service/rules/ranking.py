"""In which order opportunities are shown to one person: what suits them, and what hardly anybody takes. Pure.

Ranking by relevance alone shows the same few again and again and leaves the rest without anybody. Every taker of an
opportunity therefore lowers its weight, as in SmartSort of Manshadi, Rodilitz, Saban and Suresh, "Redesigning
VolunteerMatch's Search Algorithm: Toward More Equitable Access to Volunteers" (2023): a penalty after each connection,
which there brought 8 to 9 % more opportunities a first one without fewer connections. Here the lift falls with the
inverse of the takers and multiplies the relevance: it turns the order only of what suits about as well, at most by the
lift's own share (20 % as it is set), and what does not suit at all stays last. ``bench/ranking.py`` measures both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K")

HALF_WAY_M = 3_000  # at this distance nearness counts half
NEAR_M = 5_000
SOON, FAR_OFF = timedelta(hours=48), timedelta(days=30)
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Opportunity(Generic[K]):
    """What is known of a post in the eyes of one person. ``fits_times``: None where they never said when they are free.

    ``liking``: ``wanted`` where they named its kind of service, ``served`` where they have done it before.
    """

    key: K
    begins: datetime
    places: int
    taken: int
    metres: float | None = None
    at_home: bool = False  # in the district where they live
    fits_times: bool | None = None
    skills: tuple[str, ...] = ()  # of theirs that the post can use
    liking: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """The dated settings ``ranking.*``: six shares of relevance, and the lift in per cent."""

    distance: int = 30
    times: int = 25
    domain: int = 20
    skills: int = 20
    need: int = 15
    soon: int = 10
    lift: int = 20


class Why(NamedTuple):
    """One reason: a stable code, and the figure or words that belong to it."""

    code: str
    figure: float = 0
    words: str = ""


class Ranked(NamedTuple, Generic[K]):
    key: K
    score: float
    reasons: tuple[Why, ...]


def ranked(
    found: Sequence[Opportunity[K]], *, weights: Weights, at: datetime, personal: bool = True
) -> list[Ranked[K]]:
    """The best first. Who wants no order of their own gets them by their beginning, with the reasons that hold for all."""
    scored = [
        Ranked(each.key, score(each, weights, at), reasons_for(each, weights, at, personal=personal))
        for each in found
    ]
    order = sorted(
        range(len(found)),
        key=lambda turn: (-scored[turn].score if personal else 0, found[turn].begins, turn),
    )
    return [scored[turn] for turn in order]


def score(one: Opportunity[K], weights: Weights, at: datetime) -> float:
    """Relevance, lifted the more the fewer take it."""
    return relevance(one, weights, at) * (1 + weights.lift / 100 / (1 + one.taken))


def relevance(one: Opportunity[K], weights: Weights, at: datetime) -> float:
    """How well it suits, from 0 to 1."""
    parts = _parts(one, weights, at)
    whole = sum(share for share, _part in parts)
    return sum(share * part for share, part in parts) / whole if whole else 0.0


def _parts(one: Opportunity[K], weights: Weights, at: datetime) -> list[tuple[int, float]]:
    return [
        (weights.distance, _nearness(one)),
        (weights.times, 0.5 if one.fits_times is None else float(one.fits_times)),
        (weights.domain, {"wanted": 1.0, "served": 0.8}.get(one.liking, 0.0)),
        (weights.skills, float(bool(one.skills))),
        (weights.need, _lacking(one) / one.places if one.places else 0.0),
        (weights.soon, max(0.0, 1 - max(one.begins - at, timedelta(0)) / FAR_OFF)),
    ]


def _nearness(one: Opportunity[K]) -> float:
    if one.metres is None:
        return 0.5 if one.at_home else 0.0
    return 1 / (1 + one.metres / HALF_WAY_M)


def _lacking(one: Opportunity[K]) -> int:
    return max(0, one.places - one.taken)


def reasons_for(one: Opportunity[K], weights: Weights, at: datetime, *, personal: bool) -> tuple[Why, ...]:
    """Why it stands where it stands: only what has a weight, what weighs most first."""
    held = [*_of_need(one, weights, at), *(_of_person(one, weights) if personal else ())]
    held.sort(key=lambda weighed: -weighed[0])
    return tuple(why for _weight, why in held)[:MOST_REASONS]


def _of_need(one: Opportunity[K], weights: Weights, at: datetime) -> Iterator[tuple[float, Why]]:
    if weights.need and _lacking(one) * 2 > one.places:
        yield weights.need, Why("lacking", _lacking(one))
    if weights.lift and one.taken <= 1:
        yield weights.lift, Why("few-takers", one.taken)
    if weights.soon and one.begins - at <= SOON:
        yield weights.soon, Why("soon", max(0, math.ceil((one.begins - at) / timedelta(hours=1))))
    if weights.distance and one.metres is not None and one.metres <= NEAR_M:
        yield weights.distance * _nearness(one), Why("near", one.metres)


def _of_person(one: Opportunity[K], weights: Weights) -> Iterator[tuple[float, Why]]:
    if weights.distance and one.metres is None and one.at_home:
        yield weights.distance / 2, Why("home-district")
    if weights.times and one.fits_times:
        yield weights.times, Why("fits-times")
    if weights.skills and one.skills:
        yield weights.skills, Why("skills", words="、".join(one.skills[:2]))
    if weights.domain and one.liking:
        yield weights.domain, Why(f"domain-{one.liking}")
