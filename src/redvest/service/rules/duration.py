"""Minutes of actual service: what of a stay counts, on which days it falls, and how it is rounded, once.

Pure. All times are aware; days are those of the city's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")

_MINUTE = timedelta(minutes=1)


class RoundingMode(StrEnum):
    """Which way minutes go when they are rounded to a unit; half a unit goes up in NEAREST."""

    DOWN = "down"
    NEAREST = "nearest"
    UP = "up"


def actual_minutes(
    in_at: datetime,
    out_at: datetime,
    *,
    starts_at: datetime,
    ends_at: datetime,
    break_minutes: int = 0,
    overrun_minutes: int = 0,
) -> int:
    """Full minutes of service between check-in and check-out.

    Waiting before the start does not count; staying on counts up to the allowed overrun. The break comes off,
    but never leaves less than a stay as long as the break would have got: who stays longer never gets less.
    """
    _must_be_aware(in_at, out_at, starts_at, ends_at)
    begun, done = max(in_at, starts_at), min(out_at, ends_at + overrun_minutes * _MINUTE)
    stayed = max(0, (done - begun) // _MINUTE)
    return max(stayed - break_minutes, min(stayed, break_minutes))


def overlaps(first_in: datetime, first_out: datetime, second_in: datetime, second_out: datetime) -> bool:
    """Whether two intervals share any time; touching ends share none, and an empty interval shares none."""
    _must_be_aware(first_in, first_out, second_in, second_out)
    return max(first_in, second_in) < min(first_out, second_out)


def minutes_per_day(begun: datetime, done: datetime) -> dict[date, int]:
    """The minutes of an interval on each calendar day of the city; their sum is the whole interval's."""
    _must_be_aware(begun, done)
    # Sums are done in UTC: local arithmetic would miss a change of the clock.
    start, end = begun.astimezone(UTC), done.astimezone(UTC)
    days: dict[date, int] = {}
    counted = 0
    day = start.astimezone(CITY_ZONE).date()
    cut = start
    while cut < end:
        midnight = datetime.combine(day + timedelta(days=1), time(), CITY_ZONE).astimezone(UTC)
        cut = min(midnight, end)
        # Only whole minutes since the start are counted, so a cut at midnight loses nothing.
        upto = (cut - start) // _MINUTE
        if upto > counted:
            days[day] = upto - counted
        counted = upto
        day += timedelta(days=1)
    return days


def over_long(minutes_by_day: Mapping[date, int], limit: int) -> list[date]:
    """The days on which more was recorded than the limit, in order."""
    return sorted(day for day, minutes in minutes_by_day.items() if minutes > limit)


def round_minutes(minutes: int, unit: int, mode: RoundingMode | str) -> int:
    """Minutes rounded to a multiple of the unit: once, at confirmation; sums are never rounded again."""
    if minutes < 0 or unit < 1:
        raise ValueError("minutes are zero or more and the unit is one or more")
    match RoundingMode(mode):
        case RoundingMode.DOWN:
            return minutes // unit * unit
        case RoundingMode.UP:
            return -(-minutes // unit) * unit
        case RoundingMode.NEAREST:
            return (2 * minutes + unit) // (2 * unit) * unit


def _must_be_aware(*moments: datetime) -> None:
    if any(moment.utcoffset() is None for moment in moments):
        raise ValueError("times must carry their zone")
