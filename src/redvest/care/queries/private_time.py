"""Until when the address of a need can be read by whoever served it: a day after its end at most (design invariant 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from redvest.care.models import Need
from redvest.core import clock
from redvest.registry.queries.setting import rule, rule_everywhere

KEY = "need.readable_hours"
MOST_HOURS = 24


def readable_hours(need: Need, at: datetime) -> int:
    """How many hours after the end, by the rule of the place; never more than a day."""
    return min(MOST_HOURS, int(rule(KEY, need.region_path, clock.day_of(at))))


def readable_until(need: Need) -> datetime | None:
    """The moment at which it closes; None while the need is open. Computed when asked: nowhere is it kept."""
    if need.closed_at is None:
        return None
    return need.closed_at + timedelta(hours=readable_hours(need, need.closed_at))


def readable_until_of_many() -> Callable[[Need], datetime | None]:
    """The same for a list of needs of many places, in one query."""
    hours = rule_everywhere(KEY)

    def until(need: Need) -> datetime | None:
        if need.closed_at is None:
            return None
        most = int(hours(need.region_path, clock.day_of(need.closed_at)))
        return need.closed_at + timedelta(hours=min(MOST_HOURS, most))

    return until
