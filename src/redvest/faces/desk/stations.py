"""A station's desk: its opening hours, its duty pattern, and the duty that lacks people."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.forms.station import (
    FIELDS,
    WEEK,
    AskFields,
    DayFields,
    DutyFields,
    OpeningFields,
    PlaceFields,
    UsualFields,
)
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.duty import ask_volunteer
from redvest.registry.actions.duty_roster import end_pattern, set_pattern
from redvest.registry.actions.station import correct_station
from redvest.registry.actions.station_life import add_opening, clear_day, end_opening, set_day
from redvest.registry.models import Station
from redvest.registry.queries.duty import patterns_on, slot_for, slots_with_people, uncovered_for
from redvest.registry.queries.station_life import kept_station, openings_from, special_days_from
from redvest.registry.rules.duty import ALERT_AHEAD
from redvest.registry.rules.opening import StationUnknown

_FORMS = {
    "opening": OpeningFields, "day": DayFields, "usual": UsualFields, "duty": DutyFields, "ask": AskFields,
}  # fmt: skip
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
    context = {
        "station": found,
        "desk_place": found.region.name,
        "governs": request.standing.governs(found.region.path),
        "forms": sent.forms,
        "openings": [(row, WEEK[row.weekday]) for row in openings_from(found.pk, clock.day_of(at))],
        "patterns": [
            (row, WEEK[row.weekday])
            for row in patterns_on(found.city, clock.day_of(at))
            .filter(station=found)
            .order_by("weekday", "begins")
        ],
        "days": special_days_from(found.pk, clock.day_of(at)),
        "slots": slots_with_people(found.pk, at, MOST_ROWS),
    }
    return show(request, "desk/station.html", context, on="duty", status=sent.status)


def _do(request: HouseRequest, found: Station, verb: str, typed: dict[str, object]) -> None:
    by, at = request.standing, clock.now()
    if verb == "opening":
        add_opening(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "day":
        set_day(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "usual":
        clear_day(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "place":
        correct_station(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    elif verb == "duty":
        set_pattern(by=by, station=found, at=at, **typed)  # type: ignore[arg-type]
    else:
        slot = slot_for(by.city, UUID(str(typed["slot"])))
        ask_volunteer(by=by, slot=slot, number=str(typed["number"]), at=at)


@require_POST
@staff
def end(request: HouseRequest, key: UUID, what: str, row: UUID) -> HttpResponse:
    """Today is the last day of an opening, or of a weekly duty."""
    found, at = kept_station(request.standing, key), clock.now()
    if what == "opening":
        opening = openings_from(found.pk, clock.day_of(at)).filter(pk=row).first()
        if opening is None:
            raise StationUnknown
        end_opening(by=request.standing, opening=opening, at=at)
    else:
        pattern = patterns_on(found.city, clock.day_of(at)).filter(station=found, pk=row).first()
        if pattern is None:
            raise StationUnknown
        end_pattern(by=request.standing, pattern=pattern, at=at)
    messages.success(request, _("停了，今天是最后一天。"))
    return redirect("desk:station", key=key)
