"""A station's work log: what is there, what it offers, who came, what was asked for, who is in its team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.station_log import FIELDS, NeedFields, ServiceFields, SessionFields, ThingFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.station_holding import add_service, end_service, set_facility
from redvest.registry.actions.station_log import answer_need, record_need, record_session
from redvest.registry.choices import SessionKind
from redvest.registry.models import Station
from redvest.registry.queries.station_holding import (
    facilities_of,
    footfall,
    members_of,
    need_of,
    needs_of,
    service_of,
    services_of,
    sessions_of,
)
from redvest.registry.queries.station_life import kept_station

MOST = 30


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def log(request: HouseRequest, key: UUID) -> HttpResponse:
    """Show it, or take one line in."""
    station, at = kept_station(request.standing, key), clock.now()
    services = list(services_of(station.pk))
    bound = _forms(request, [(str(each.pk), each.name) for each in services])
    verb = request.POST.get("verb", "")
    form = bound.get(verb)
    if form is not None and form.is_valid():
        try:
            _do(request, station, verb, form.cleaned_data)
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("记下了。"))
            return redirect("desk:station-log", key=key)
    today = clock.day_of(at)
    context = {
        "station": station,
        "forms": bound,
        "services": services,
        "facilities": facilities_of(station.pk),
        "sessions": [
            {"session": each, "what": each.service.name if each.service else SessionKind(each.kind).label}
            for each in sessions_of(station.pk)[:MOST]
        ],
        "needs": needs_of(station.pk)[:MOST],
        "team": members_of(station.pk)[:100],
        "footfall": footfall(station.pk, today),
    }
    status = 422 if form is not None and form.errors else 200
    return show(request, "desk/station_log.html", context, on="stations", status=status)


def _forms(request: HouseRequest, services: list[tuple[str, str]]) -> dict[str, forms.Form]:
    sent = {name: request.POST if request.POST.get("verb") == name else None for name in _VERBS}
    session = SessionFields(
        sent["session"], services=services, initial={"held_on": clock.day_of(clock.now())}
    )
    return {
        "session": session,
        "need": NeedFields(sent["need"]),
        "thing": ThingFields(sent["thing"]),
        "service": ServiceFields(sent["service"]),
    }


_VERBS = ("session", "need", "thing", "service")


def _do(request: HouseRequest, station: Station, verb: str, typed: dict[str, Any]) -> None:
    by, at = request.standing, clock.now()
    if verb == "session":
        chosen = typed.pop("service")
        kind = SessionKind(typed.pop("kind"))
        record_session(
            by=by, station=station, kind=kind, service_id=UUID(chosen) if chosen else None, at=at, **typed
        )
    elif verb == "need":
        record_need(by=by, station=station, words=typed["words"], at=at)
    elif verb == "thing":
        set_facility(by=by, station=station, name=typed["name"], count=typed["count"], at=at)
    else:
        add_service(by=by, station=station, name=typed["name"], words=typed["words"], at=at)


@require_POST
@staff
def service_end(request: HouseRequest, key: UUID, service: UUID) -> HttpResponse:
    """No longer offered."""
    station = kept_station(request.standing, key)
    with refusal_told(request):
        end_service(by=request.standing, service=service_of(station, service), at=clock.now())
        messages.success(request, _("记下了。"))
    return redirect("desk:station-log", key=key)


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
