"""A station's work log: what happened there, who came, and what people asked for."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.forms.station_log import FIELDS, NeedFields, SessionFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.registry.actions.station_log import answer_need, record_need, record_session
from redvest.registry.actions.station_log_change import (
    correct_need,
    correct_session,
    withdraw_need,
    withdraw_session,
)
from redvest.registry.choices import SessionKind
from redvest.registry.models import Station
from redvest.registry.queries.asked import calls_at
from redvest.registry.queries.station_holding import (
    footfall_in,
    need_of,
    needs,
    services_of,
    session_of,
    sessions_counted,
)
from redvest.registry.queries.station_life import kept_station

MOST, MOST_OF_ALL = 12, 400


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
        **_rows(station, today, whole=request.GET.get("all") == "1"),
        "asked": calls_at(station.pk, MOST),
        "today": today,
    }
    return show(request, "desk/station_log.html", context, on="stations", status=sent.status)


def _rows(station: Station, today: date, *, whole: bool) -> dict[str, Any]:
    """The latest lines, or with ``whole`` as many as a page bears; and whether there are more."""
    most = MOST_OF_ALL if whole else MOST
    sessions, asked = (
        list(sessions_counted(station.pk, today)[: most + 1]),
        list(needs().filter(station=station)[: most + 1]),
    )
    return {
        "sessions": [
            {"session": each, "what": each.service.name if each.service else SessionKind(each.kind).label}
            for each in sessions[:most]
        ],
        "footfall": footfall_in(sessions),
        "needs": asked[:most],
        "more_sessions": len(sessions) > most and not whole,
        "more_needs": len(asked) > most and not whole,
    }


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
def need(request: HouseRequest, key: UUID, need: UUID) -> HttpResponse:
    """What came of it; or its words put right, or taken out again."""
    by, at, verb = request.standing, clock.now(), request.POST.get("verb", "answer")
    station = kept_station(by, key)
    with refusal_told(request):
        found = need_of(station, need)
        if verb == "fix":
            correct_need(by=by, need=found, words=request.POST.get("words", ""), at=at)
            messages.success(request, _("改好了。"))
        elif verb == "drop":
            withdraw_need(by=by, need=found, at=at)
            messages.success(request, _("撤掉了。"))
        else:
            answer_need(by=by, need=found, answer=request.POST.get("answer", ""), at=at)
            messages.success(request, _("办结了。"))
    return redirect(f"{reverse('desk:station-log', args=[key])}#needs")


@require_POST
@staff
def session(request: HouseRequest, key: UUID, session: UUID) -> HttpResponse:
    """A line of the log put right, or taken out again."""
    by, at = request.standing, clock.now()
    station = kept_station(by, key)
    with refusal_told(request):
        found = session_of(station, session)
        if request.POST.get("verb") == "drop":
            withdraw_session(by=by, session=found, at=at)
            messages.success(request, _("撤掉了。"))
        else:
            helpers, visitors = (_number(request.POST.get(name, "")) for name in ("helpers", "visitors"))
            words = request.POST.get("words", "")
            correct_session(by=by, session=found, helpers=helpers, visitors=visitors, words=words, at=at)
            messages.success(request, _("改好了。"))
    return redirect(f"{reverse('desk:station-log', args=[key])}#days")


def _number(text: str) -> int:
    """-1, which no rule lets pass, for what is none."""
    number = number_typed(text, digits=6)
    return -1 if number is None else number
