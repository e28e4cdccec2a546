"""How likely somebody is to come, from how it was before; how many a post may expect. Pure.

A mean of the past occasions in which what lies further back weighs less (half as much after a half-life), begun from
what is expected of a newcomer, so that one absence does not make anybody unreliable and years without one are not
needed to make it good again. Leaving in time, a stand-in, and what was excused do not count at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.service.choices import CancelKind, SignUpState

FEWEST = 5  # of so few people a sum would say what is expected of one of them
DAY = timedelta(days=1)


@dataclass(frozen=True)
class OutlookTerms:
    """The dated rules; percents as whole numbers."""

    half_life_days: int = 180
    late_percent: int = 50
    newcomer_percent: int = 80
    newcomer_weight: int = 2
    alert_percent: int = 80


@dataclass(frozen=True)
class Occasion:
    """One past sign-up: how it ended and when it was."""

    state: str
    cancel_kind: str
    at: datetime


def counts_as(occasion: Occasion, terms: OutlookTerms) -> float | None:
    """1 for having come, 0 for having stayed away; None for what does not count."""
    if occasion.state == SignUpState.SERVED:
        return 1.0  # also of an absence that was excused and then corrected
    if occasion.cancel_kind == CancelKind.EXCUSED:
        return None
    if occasion.state == SignUpState.ABSENT:
        return 0.0
    if occasion.state == SignUpState.CANCELLED and occasion.cancel_kind == CancelKind.LATE:
        return terms.late_percent / 100
    return None


def weight_of(occasion: Occasion, at: datetime, terms: OutlookTerms) -> float:
    """1 for today, a half after a half-life; nothing of the future weighs more than today."""
    age = max(timedelta(0), at - occasion.at) / DAY
    return float(0.5 ** (age / terms.half_life_days))


def reliability(past: Iterable[Occasion], at: datetime, terms: OutlookTerms) -> float:
    """Between 0 and 1: the share of occasions at which this person may be expected to come."""
    weights = float(terms.newcomer_weight)
    total = weights * terms.newcomer_percent / 100
    for each in past:
        value = counts_as(each, terms)
        if value is not None:
            weight = weight_of(each, at, terms)
            weights, total = weights + weight, total + weight * value
    return total / weights if weights else terms.newcomer_percent / 100


def show_probability(share: float, *, reconfirmed: bool) -> float:
    """Who has said once more that they come stays away only half as often."""
    return 1 - (1 - share) / 2 if reconfirmed else share


def expected(probabilities: Sequence[float]) -> int:
    """How many will be there, rounded down: rather one too few than one too many."""
    return int(sum(probabilities) + 1e-9)


def is_short(expecting: int, places: int, alert_percent: int) -> bool:
    """Whether so few are expected that the leader should hear of it."""
    return expecting * 100 < places * alert_percent
