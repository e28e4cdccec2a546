"""Until when the address of a need can be read by whoever served it: a day after its end at most (design invariant 10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from redvest.care.models import Need
from redvest.core import clock
from redvest.registry.queries.setting import rule

MOST_HOURS = 24


def readable_hours(need: Need, at: datetime) -> int:
    """How many hours after the end, by the rule of the place; never more than a day."""
    return min(MOST_HOURS, int(rule("need.readable_hours", need.region_path, clock.day_of(at))))


def readable_until(need: Need) -> datetime | None:
    """The moment at which it closes; None while the need is open."""
    if need.closed_at is None:
        return None
    return need.closed_at + timedelta(hours=readable_hours(need, need.closed_at))
