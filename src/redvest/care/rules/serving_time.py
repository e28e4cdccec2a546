"""How long a service at somebody's home was: from beginning to end by the clock, or less by the volunteer's own word. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.care.dispatch_errors import BadServingMinutes, MinutesNeeded
from redvest.service.rules.duration import round_minutes

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Served:
    """``ended_at`` is the clock's, but where somebody forgot to say that it was over: then by their minutes."""

    minutes: int
    ended_at: datetime


def served_time(
    *, started_at: datetime, at: datetime, said: int | None, longest: int, unit: int, mode: str
) -> Served:
    """What counts of a service. Nobody gets more than the clock saw, nor more than the place's longest.

    Raises MinutesNeeded where the clock saw more than the longest and nobody said how long it was, BadServingMinutes.
    """
    seen = (at - started_at) // _MINUTE
    if said is None:
        if seen > longest:
            raise MinutesNeeded
        minutes = round_minutes(seen, unit, mode)
        if minutes < 1:
            raise BadServingMinutes("从开始到现在还不到 1 分钟，办完了再按“完成”。")
        return Served(minutes, max(at, started_at + minutes * _MINUTE))
    if not 1 <= said <= min(seen, longest):
        raise BadServingMinutes
    ended = at if seen <= longest else started_at + said * _MINUTE
    return Served(said, ended)
