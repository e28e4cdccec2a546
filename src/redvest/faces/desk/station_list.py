"""The stations in charge with their level, and which would change by another standard or on another day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.stations import station_map
from redvest.faces.shared.typed import day_typed
from redvest.oversight.policy import stations_in_charge
from redvest.oversight.queries.station_list import narrowed
from redvest.oversight.queries.station_verdict import on_record
from redvest.oversight.rules.station_assessment import QUOTAS, is_due, quota_gap
from redvest.registry.choices import StationLevel
from redvest.registry.models import Station
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.registry.queries.station_standard import standards
from redvest.registry.rules.station_level import Change, Verdict, compare

KINDS = {StationLevel.STANDARDISED: "ok", StationLevel.BASIC: "plain", StationLevel.NONE: "wait"}

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@never_cache
@require_safe
@staff
def stations(request: HouseRequest) -> HttpResponse:
    """By name, on a map as well; filters for the level and for what is due."""
    by, today = request.standing, clock.day_of(clock.now())
    asked, level, due = asked_text(request), request.GET.get("level", ""), bool(request.GET.get("due"))
    found, pager = paged(
        request,
        narrowed(stations_in_charge(by, today), today, words=asked, level=level, due=due),
        keys=("name", "id"),
    )
    context = {
        "rows": [_row(each, today) for each in found],
        "pager": pager,
        "asked": asked,
        "level": level,
        "due": due,
        "levels": StationLevel.choices,
        "governs": bool(by.regions()),
        "map_data": station_map(by.city, found, "desk:station-standard") if found else None,
    }
    if by.regions():
        context |= _owed(by, today)
    return show(request, "desk/stations.html", context, on="stations")


def _row(station: Station, today: date) -> dict[str, Any]:
    level = StationLevel(station.level)  # type: ignore[attr-defined]
    until = station.valid_until  # type: ignore[attr-defined]
    return {
        "station": station,
        "level": level.label,
        "kind": KINDS[level],
        "until": until,
        "due": is_due(level if until else "", until, today),
    }


def _owed(by: Standing, today: date) -> dict[str, Any]:
    """How many of each level are in charge, and what the city owes of standardised ones, for who governs all of it."""
    found = Counter(each.level for each in stations_in_charge(by, today))  # type: ignore[attr-defined]
    counts = {level: found[level.value] for level in StationLevel}
    owed, gap = _quota(counts, _city_class(by, today))
    return {"counts": [(level.label, counts[level]) for level in StationLevel], "owed": owed, "gap": gap}


def _city_class(by: Standing, on: date) -> str:
    """The class of the city on a day; empty for who does not govern all of it."""
    path = f"{by.city}/"
    return str(rule("station.city_class", path, on)) if by.governs(path) else ""


def _quota(counts: dict[StationLevel, int], city_class: str) -> tuple[int, int]:
    """What a city of a class owes of standardised stations, and how many lack; 0 without a class."""
    return (QUOTAS[city_class], quota_gap(counts, city_class)) if city_class else (0, 0)


@never_cache
@require_safe
@staff
def comparison(request: HouseRequest) -> HttpResponse:
    """Two standards, or two days: which stations in charge would change, and what they fall short of."""
    by, today = request.standing, clock.day_of(clock.now())
    stations = {each.pk: each for each in stations_in_charge(by, today)}
    before, after = _side(request, "", "henan-2013", today), _side(request, "_after", "national-2024", today)
    ahead = _asks_ahead(request, today)
    records = {on: on_record(by.city, on, only=stations) for on in {before[1], after[1]}}
    found = [
        {str(key): verdict for key, verdict in records[on].judged(standard).items()}
        for standard, on in (before, after)
    ]
    classes = {on: _city_class(by, on) for on in records}
    context = {
        "standards": standards().values(),
        "before": before,
        "after": after,
        "tables": [
            _counted(each, classes[side[1]]) for each, side in zip(found, (before, after), strict=True)
        ],
        "changes": [_change(each, stations) for each in compare(found[0], found[1])],
        "most": len(stations),
        "fault": _("日期不能在今天以后：将来的证据和记录还没有。下面按今天算。") if ahead else "",
    }
    return show(request, "desk/stations_compared.html", context, on="stations", status=422 if ahead else 200)


def _asks_ahead(request: HouseRequest, today: date) -> bool:
    """Whether a day that is still to come was asked for: nothing is known of it."""
    asked = (request.GET.get(name, "") for name in ("on", "on_after"))
    return any(_DAY.fullmatch(text) and text > today.isoformat() for text in asked)


def _side(request: HouseRequest, suffix: str, default: str, today: date) -> tuple[str, date]:
    asked = request.GET.get(f"standard{suffix}", "")
    on = day_typed(request.GET.get(f"on{suffix}", ""))
    return asked if asked in standards() else default, min(on or today, today)


def _counted(found: Mapping[str, Verdict], city_class: str) -> dict[str, Any]:
    """How many of each level on one side, and what the city owes of standardised ones by its class on that day."""
    levels = Counter(verdict.level for verdict in found.values())
    owed, gap = _quota(levels, city_class)
    counts = [(str(level.label), levels[level]) for level in StationLevel]
    return {"counts": counts, "owed": owed, "gap": gap}


def _change(change: Change, stations: Mapping[UUID, Station]) -> dict[str, Any]:
    sides = [(level.label, KINDS[level]) if level else None for level in (change.before, change.after)]
    return {
        "station": stations[UUID(change.station)],
        "before": sides[0],
        "after": sides[1],
        "reasons": change.reasons,
    }
