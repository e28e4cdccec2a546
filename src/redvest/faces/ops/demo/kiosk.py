"""A station's screen of the demo city, ready to be tried in any browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.faces.ops.demo.logins import accounts_of
from redvest.registry.actions.bulk import is_demo
from redvest.registry.actions.kiosk import ask_for_kiosk
from redvest.registry.kiosk_errors import TooManyKiosks
from redvest.registry.models import Station
from redvest.registry.queries.role import standing_of

PATH = "/kiosk/{}/"  # by hand: asking for an address would load every page of the house into the process that watches it


@dataclass(frozen=True)
class DemoKiosk:
    """The path of the screen, and a code that pairs one browser with it: eight digits, none where all are in use."""

    station: str
    path: str
    code: str


def demo_kiosk(at: datetime) -> DemoKiosk | None:
    """The screen of the station whose keeper is handed out; None without a demo city, in which nobody is asked.

    The code is told here and written nowhere; like any, it is good for ten minutes and once.
    """
    keeper = accounts_of("keeper", at).first() if is_demo() else None
    if keeper is None:
        return None
    by = standing_of(keeper, day_of(at))
    kept = Station.objects.select_related("region").filter(pk__in=by.stations(), city=settings.REDVEST_CITY)
    station = kept.order_by("name", "id").first()
    if station is None:
        return None
    try:
        code = ask_for_kiosk(by=by, station=station, name=_("演示"), at=at)[1]
    except TooManyKiosks:
        code = ""
    return DemoKiosk(station.name, PATH.format(station.pk), code)
