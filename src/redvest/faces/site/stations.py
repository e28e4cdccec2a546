"""A station's page for everybody, and a volunteer's own duty at stations."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.stations import station_map
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.places import locator
from redvest.oversight.queries.station_level import standing_assessments
from redvest.oversight.queries.station_list import narrowed, stations_with_level
from redvest.registry.actions.duty import give_back_slot
from redvest.registry.actions.station_holding import join_team, leave_team
from redvest.registry.choices import DutyTurnState, StationLevel
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.duty import coming_slots, slot_for, turns_of
from redvest.registry.queries.station_holding import facilities_of, in_team, services_of
from redvest.registry.queries.station_life import hours_from, station_of
from redvest.registry.queries.station_standard import standard_of
from redvest.registry.rules.opening import is_open, next_opening, spans_on
from redvest.service.actions.duty import take_duty

MOST_SLOTS = 12
MOST_STATIONS = 60


@require_safe
@public
def stations(request: HouseRequest) -> HttpResponse:
    """Every station of the city on a map and as a list, with its level."""
    today, asked, level = clock.day_of(clock.now()), asked_text(request), request.GET.get("level", "")
    every = narrowed(stations_with_level(request.standing.city, today), today, words=asked, level=level)
    found, pager = paged(request, every, keys=("name", "id"), size=MOST_STATIONS)
    context = {
        "tab": "find",
        "rows": [(each, StationLevel(each.level)) for each in found],  # type: ignore[attr-defined]
        "asked": asked,
        "level": level,
        "levels": StationLevel.choices,
        "pager": pager,
        "map_data": station_map(request.standing.city, found, "site:station") if found else None,
    }
    return render(request, "site/stations.html", context)


@require_POST
@volunteers
def team(request: HouseRequest, key: UUID) -> HttpResponse:
    """My yes to a station's team, or my leaving it."""
    found, at = station_of(request.standing.city, key), clock.now()
    with refusal_told(request):
        if request.POST.get("verb") == "leave":
            leave_team(by=request.standing, station=found, at=at)
            messages.success(request, _("已经退出这支队伍，想来随时可以再加入。"))
        else:
            join_team(by=request.standing, station=found, at=at)
            messages.success(request, _("加入了，站里有事会先想到你。"))
    return redirect("site:station", key=key)


@require_safe
@public
def station(request: HouseRequest, key: UUID) -> HttpResponse:
    """Where it is, whether it is open, its week to come, and the duty that one can take."""
    at = clock.now()
    found, today = station_of(request.standing.city, key), clock.day_of(at)
    week, days = hours_from(found.pk, today)
    judged = standing_assessments(found.city, today).filter(station_id=found.pk).first()
    notes = {each.day: each.note for each in days}
    ahead = [today + timedelta(days=n) for n in range(7)]
    context = {
        "tab": "find",
        "station": found,
        "place": locator(found.city, found.lon, found.lat),
        "known": bool(week or days),
        "open": is_open(at, week, days),
        "next": next_opening(at, week, days),
        "week": [(day, spans_on(day, week, days), notes.get(day, "")) for day in ahead],
        "slots": coming_slots(found.pk, at)[:MOST_SLOTS],
        "judged": judged,
        "level": StationLevel(judged.level).label if judged else "",
        "standard": standard_of(judged.standard).name if judged else "",
        "services": services_of(found.pk),
        "facilities": facilities_of(found.pk),
        "in_team": in_team(found.pk, request.standing.records),
    }
    return render(request, "site/station.html", context)


@never_cache
@require_safe
@volunteers
def duty(request: HouseRequest) -> HttpResponse:
    """What I took and what I was asked for."""
    turns = list(turns_of(require_volunteer(request.standing), clock.now())[:50])
    return render(request, "site/duty.html", {"tab": "me", "turns": turns})


@require_POST
@volunteers
def take(request: HouseRequest, key: UUID) -> HttpResponse:
    """My yes to a slot."""
    return _said(request, key, yes=True)


@require_POST
@volunteers
def give_back(request: HouseRequest, key: UUID) -> HttpResponse:
    """I am not coming."""
    return _said(request, key, yes=False)


def _said(request: HouseRequest, key: UUID, *, yes: bool) -> HttpResponse:
    slot, done = slot_for(request.standing.city, key), False
    with refusal_told(request):
        if yes:
            take_duty(by=request.standing, slot=slot, at=clock.now())
            told = _("说好了，到时见。")
        elif give_back_slot(by=request.standing, slot=slot, at=clock.now()) == DutyTurnState.DECLINED:
            told = _("好的，已经告诉站长你这次来不了。")
        else:
            told = _("退回了，站长会另外找人。")
        messages.success(request, told)
        done = True
    return redirect("site:duty") if done else redirect("site:station", key=slot.station_id)
