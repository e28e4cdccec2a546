"""Assessing stations: how findings are kept, and how many standardised stations a city is to have. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from redvest.registry.choices import StationLevel
from redvest.registry.rules.station_level import Verdict

# 河南省文明办 2013-07: standardised stations due by the end of 2013, by what the city is.
QUOTAS = {"national": 10, "nominated": 6, "provincial": 4, "other": 2}
DUE_AHEAD = timedelta(days=60)
LARGEST = 5 * 1024 * 1024  # bytes of one photo or paper


def kept(verdict: Verdict) -> list[dict[str, Any]]:
    """Findings as an assessment keeps them."""
    return [
        {
            "item": each.item.key, "name": each.item.name, "value": each.value, "reason": each.reason,
            "basic": each.basic, "standardised": each.standardised,
        }
        for each in verdict.findings
    ]  # fmt: skip


def ends_after(on: date, days: int) -> date:
    """The last day of a level. Whole years of 365 days end on the same day of the year, leap years or not."""
    years, rest = divmod(days, 365)
    if rest or not years:
        return on + timedelta(days=days)
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year + years, day=day)


def is_due(level: str, valid_until: date | None, on: date) -> bool:
    """Whether it is time to assess again: never assessed, or the level ends within sixty days."""
    return not level or valid_until is None or valid_until <= on + DUE_AHEAD


def quota_gap(levels: dict[StationLevel, int], city_class: str) -> int:
    """How many standardised stations are missing to what the city owes; 0 when it has enough."""
    return max(0, QUOTAS[city_class] - levels.get(StationLevel.STANDARDISED, 0))
