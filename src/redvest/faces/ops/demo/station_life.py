"""The demo city's stations from day to day: when they are open, and which duty people can take."""

from __future__ import annotations

from datetime import datetime, time

from redvest.registry.actions.duty_roster import set_pattern
from redvest.registry.actions.station_life import add_opening
from redvest.registry.models import Station
from redvest.registry.policy import SYSTEM_STANDING

MOST = 60
_SATURDAY = 5


def open_stations(*, city: str, at: datetime) -> None:
    """Open on working days; on Saturday morning, and on one afternoon that differs, people are needed."""
    by = SYSTEM_STANDING(city)
    stations = Station.objects.filter(city=city).select_related("region").order_by("id")[:MOST]
    for turn, station in enumerate(stations):
        for weekday in range(5):
            add_opening(by=by, station=station, weekday=weekday, opens=time(9), closes=time(17, 30), at=at)
        add_opening(by=by, station=station, weekday=_SATURDAY, opens=time(9), closes=time(12), at=at)
        for weekday, begins, ends in ((_SATURDAY, time(9), time(12)), (turn % 5, time(14, 30), time(17))):
            set_pattern(
                by=by, station=station, weekday=weekday, begins=begins, ends=ends, places=1 + turn % 2, at=at
            )
