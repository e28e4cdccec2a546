"""A station's work log: what happened there, who came, and what people asked for."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.forms.station_log import FIELDS, NeedFields, SessionFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.station_log import answer_need, record_need, record_session
from redvest.registry.choices import SessionKind
from redvest.registry.models import Station
from redvest.registry.queries.asked import asked_at
from redvest.registry.queries.station_holding import (
    footfall,
    need_of,
    services_of,
    sessions_of,
)
from redvest.registry.queries.station_life import kept_station

MOST = 12


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def log(request: HouseRequest, key: UUID) -> HttpResponse:
    """Show it, or take one line in."""
    station, at = kept_station(request.standing, key), clock.now()
    today = clock.day_of(at)
    services = [(str(each.pk), each.name) for each in services_of(station.pk)]
    session = partial(SessionFields, services=services, initial={"held_on": today})
    sent = several(request, {"session": session, "need": NeedFields})
    if sent.done(partial(_do, request, station), FIELDS):
        messages.success(request, _("记下了。"))
        return redirect("desk:station-log", key=key)
    context = {
        "station": station,
        "desk_place": "" if request.standing.regions() else station.name,
        "forms": sent.forms,
        "sessions": [
            {"session": each, "what": each.service.name if each.service else SessionKind(each.kind).label}
            for each in sessions_of(station.pk)[:MOST]
        ],
        "asked": asked_at(station.pk, MOST),
        "footfall": footfall(station.pk, today),
    }
    return show(request, "desk/station_log.html", context, on="stations", status=sent.status)


def _do(request: HouseRequest, station: Station, verb: str, typed: dict[str, Any]) -> None:
    by, at = request.standing, clock.now()
    if verb == "session":
        chosen = typed.pop("service")
        kind = SessionKind(typed.pop("kind"))
        record_session(
            by=by, station=station, kind=kind, service_id=UUID(chosen) if chosen else None, at=at, **typed
        )
    else:
        record_need(by=by, station=station, words=typed["words"], at=at)


@require_POST
@staff
def need_answer(request: HouseRequest, key: UUID, need: UUID) -> HttpResponse:
    """What came of it."""
    station = kept_station(request.standing, key)
    with refusal_told(request):
        answer_need(
            by=request.standing, need=need_of(station, need), answer=request.POST.get("answer", ""), at=clock.now()
        )  # fmt: skip
        messages.success(request, _("办结了。"))
    return redirect("desk:station-log", key=key)
