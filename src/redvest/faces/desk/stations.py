"""A station's desk: its opening hours, its duty pattern, and the duty that lacks people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.faces.desk.duty_slot import turn_row
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.forms.station import FIELDS, WEEK, DayFields, DutyFields, OpeningFields, PlaceFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.duty_roster import end_pattern, set_pattern
from redvest.registry.actions.station import correct_station
from redvest.registry.actions.station_life import add_opening, clear_day, end_opening, set_days
from redvest.registry.choices import DutyOff
from redvest.registry.models import Station, StationOpening
from redvest.registry.opening_errors import StationDayUnknown, StationUnknown
from redvest.registry.queries.duty import every_coming_slot, patterns_on, roster_of, uncovered_for
from redvest.registry.queries.station_life import kept_station, openings_from, special_days_from, weekly
from redvest.registry.rules.duty import ALERT_AHEAD
from redvest.registry.rules.opening import open_weekly

_FORMS = {"opening": OpeningFields, "day": DayFields, "duty": DutyFields}
MOST_ROWS = 50
MOST_LACKING = 500
AHEAD = timedelta(days=7)


@never_cache
@require_safe
@staff
def duty(request: HouseRequest) -> HttpResponse:
    """Duty of the coming week that lacks people, at the stations in charge."""
    at = clock.now()
    lacking = uncovered_for(request.standing, at, at + AHEAD)
    rows = list(lacking[:MOST_LACKING])
    in_all = len(rows) if len(rows) < MOST_LACKING else lacking.count()
    days = [(day, list(slots)) for day, slots in groupby(rows, key=lambda slot: clock.day_of(slot.starts_at))]
    mine = Station.objects.filter(pk__in=request.standing.stations()).order_by("name", "id")
    context = {
        "days": days, "in_all": in_all, "left": in_all - len(rows), "mine": mine, "soon": at + ALERT_AHEAD,
    }  # fmt: skip
    return show(request, "desk/duty.html", context, on="duty")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def station(request: HouseRequest, key: UUID) -> HttpResponse:
    """One station's hours and duty, with a form for each."""
    found, at = kept_station(request.standing, key), clock.now()
    where = {"name": found.name, "address": found.address, "lon": found.lon, "lat": found.lat}
    sent = several(request, _FORMS | {"place": partial(PlaceFields, initial=where, prefix="place")})
    if sent.done(partial(_do, request, found), FIELDS):
        messages.success(request, _("记下了。"))
        return redirect("desk:station", key=key)
    openings = list(openings_from(found.pk, clock.day_of(at)))
    context = {
        "station": found,
        "governs": request.standing.governs(found.region.path),
        "forms": sent.forms,
        "desk_place": found.region.name,
        "openings": [(row, WEEK[row.weekday]) for row in openings],
        "patterns": _patterns(found, openings, clock.day_of(at)),
        "days": special_days_from(found.pk, clock.day_of(at)),
        "slots": _slots(found, at),
    }
    return show(request, "desk/station.html", context, on="duty", status=sent.status)


def _slots(found: Station, at: datetime) -> list[dict[str, Any]]:
    rows = list(every_coming_slot(found.pk, at).exclude(called_off_as=DutyOff.STOPPED)[:MOST_ROWS])
    turns = roster_of(rows)
    return [
        {
            "slot": each,
            "off": (each.called_off_words or DutyOff(each.called_off_as).label) if each.called_off_at else "",
            "turns": [turn_row(turn) for turn in turns[each.pk]],
        }
        for each in rows
    ]


def _patterns(found: Station, openings: list[StationOpening], today: date) -> list[dict[str, Any]]:
    """With what is wrong with each: stopped, or at a time at which the station is closed every week."""
    week = [weekly(each) for each in openings]
    rows = patterns_on(found.city, today).filter(station=found).order_by("weekday", "begins")
    return [
        {
            "row": row,
            "day": WEEK[row.weekday],
            "closed": not open_weekly(row.weekday, row.begins, row.ends, week, today),
        }
        for row in rows
    ]


def _do(request: HouseRequest, found: Station, verb: str, typed: dict[str, object]) -> None:
    by, at = request.standing, clock.now()
    if verb == "opening":
        add_opening(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "day":
        typed["last"] = typed["last"] or typed["first"]
        set_days(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "place":
        correct_station(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    else:
        set_pattern(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]


@require_POST
@staff
def end(request: HouseRequest, key: UUID, what: str, row: UUID) -> HttpResponse:
    """Today is the last day of an opening, or of a weekly duty; or a day that differs is as every week again."""
    found, at = kept_station(request.standing, key), clock.now()
    if what == "opening":
        opening = openings_from(found.pk, clock.day_of(at)).filter(pk=row).first()
        if opening is None:
            raise StationUnknown
        end_opening(by=request.standing, opening=opening, at=at)
    elif what == "day":
        special = special_days_from(found.pk, clock.day_of(at)).filter(pk=row).first()
        if special is None:
            raise StationDayUnknown
        clear_day(by=request.standing, station=found, day=special.day, at=at)
        messages.success(request, _("改回来了，这天照每周的时间开门。"))
        return redirect("desk:station", key=key)
    else:
        pattern = patterns_on(found.city, clock.day_of(at)).filter(station=found, pk=row).first()
        if pattern is None:
            raise StationUnknown
        end_pattern(by=request.standing, pattern=pattern, at=at)
    messages.success(request, _("停了，今天是最后一天。"))
    return redirect("desk:station", key=key)
