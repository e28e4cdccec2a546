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
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.site.places import locator
from redvest.registry.actions.duty import give_back_slot, take_slot
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.duty import coming_slots, slot_for, turns_of
from redvest.registry.queries.station_life import hours_from, station_of
from redvest.registry.rules.opening import is_open, next_opening, spans_on

MOST_SLOTS = 12


@require_safe
@public
def station(request: HouseRequest, key: UUID) -> HttpResponse:
    """Where it is, whether it is open, its week to come, and the duty that one can take."""
    at = clock.now()
    found, today = station_of(request.standing.city, key), clock.day_of(at)
    week, days = hours_from(found.pk, today)
    ahead = [today + timedelta(days=n) for n in range(7)]
    context = {
        "tab": "find",
        "station": found,
        "place": locator(found.city, found.lon, found.lat),
        "known": bool(week or days),
        "open": is_open(at, week, days),
        "next": next_opening(at, week, days),
        "week": [(day, spans_on(day, week, days)) for day in ahead],
        "slots": coming_slots(found.pk, at)[:MOST_SLOTS],
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
    at = clock.now()
    slot = slot_for(request.standing.city, key)
    try:
        if yes:
            take_slot(by=request.standing, slot=slot, at=at)
        else:
            give_back_slot(by=request.standing, slot=slot, at=at)
    except DomainError as fault:
        messages.error(request, fault.message)
        return redirect("site:station", key=slot.station_id)
    messages.success(request, _("说好了，到时见。") if yes else _("退回了，站长会另外找人。"))
    return redirect("site:duty")
