"""How much one person may take on: service in a day, rest between two occasions. Pure.

No national limit exists (domain 2.1): both are dated settings of the place, and 0 sets none. One activity that is
longer by itself than the limit is its organisers' affair; what is refused is one more on top of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from redvest.core.clock import CHINA, day_of


@dataclass(frozen=True)
class Stretch:
    """Time that somebody is or would be taken up by service."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Limits:
    """``daily`` and ``rest`` in minutes; 0: none."""

    daily: int = 0
    rest: int = 0


def breach(*, wanted: Stretch, others: Sequence[Stretch], limits: Limits) -> str:
    """Which limit one more stretch would break: ``daily-limit``, ``rest-time``, or an empty text.

    Plans for the same time are a reason of their own, said elsewhere.
    """
    if any(wanted.starts_at < each.ends_at and each.starts_at < wanted.ends_at for each in others):
        return ""
    if limits.rest and any(_apart(wanted, other) < timedelta(minutes=limits.rest) for other in others):
        return "rest-time"
    if limits.daily and any(_over(day, wanted, others, limits.daily) for day in _days(wanted)):
        return "daily-limit"
    return ""


def _apart(one: Stretch, other: Stretch) -> timedelta:
    """The time between two stretches. Those that follow each other without a break are one occasion, not two."""
    between = max(one.starts_at, other.starts_at) - min(one.ends_at, other.ends_at)
    return between or timedelta.max


def _over(day: date, wanted: Stretch, others: Sequence[Stretch], limit: int) -> bool:
    already, own = sum((_within(day, other) for other in others), timedelta(0)), _within(day, wanted)
    return bool(already) and bool(own) and already + own > timedelta(minutes=limit)


def _days(stretch: Stretch) -> list[date]:
    first, last = day_of(stretch.starts_at), day_of(stretch.ends_at)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _within(day: date, stretch: Stretch) -> timedelta:
    """How much of a stretch lies on a day, by the city's clock."""
    begins = datetime.combine(day, time(), CHINA)
    inside = min(stretch.ends_at, begins + timedelta(days=1)) - max(stretch.starts_at, begins)
    return max(timedelta(0), inside)
