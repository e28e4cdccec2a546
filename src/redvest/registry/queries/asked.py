"""What people asked of stations, at the desk and at the screen, as one list: calls for help and needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from redvest.core.clock import day_of
from redvest.registry.models import HelpCall, Station, StationNeed
from redvest.registry.queries.help_call import help_calls
from redvest.registry.queries.kiosk import stations_in_charge
from redvest.registry.queries.station_holding import needs
from redvest.registry.rules.standing import Standing


@dataclass(frozen=True)
class Asked:
    """One asking: a call, a need, or a need with the call that it was made of."""

    on: date
    open: bool
    call: HelpCall | None = None
    need: StationNeed | None = None

    @property
    def station(self) -> Station:
        found = self.need or self.call
        assert found is not None
        return found.station


def asked_of(by: Standing, most: int) -> list[Asked]:
    """Of the stations in charge: what waits first, calls before needs, then the latest. Two queries."""
    return _asked(Q(station__in=stations_in_charge(by).values("pk")), most)


def calls_at(station_id: UUID, most: int) -> list[Asked]:
    """The calls of one station. One that became a need is read among the needs."""
    return _calls(Q(station_id=station_id), most)


def _calls(where: Q, most: int) -> list[Asked]:
    calls = help_calls().filter(where, need__isnull=True)[:most]
    return [Asked(day_of(each.at), each.done_at is None, call=each) for each in calls]


def _asked(where: Q, most: int) -> list[Asked]:
    return _sorted(
        [
            *_calls(where, most),
            *(
                Asked(each.asked_on, each.answered_on is None, call=each.call, need=each)
                for each in needs().filter(where)[:most]
            ),
        ]
    )[:most]


def _sorted(found: Iterable[Asked]) -> list[Asked]:
    """Each kind is in its own order already, and sorting keeps that."""
    return sorted(
        found, key=lambda each: (not each.open, each.open and each.need is not None, -each.on.toordinal())
    )
