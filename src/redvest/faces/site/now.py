"""What can I do now: activities that fit who asks, each with why; and the choice to have them simply by time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.keys import key_typed
from redvest.faces.site.cards import Card, activity_cards
from redvest.faces.site.filters import read_place
from redvest.faces.site.me import own_record
from redvest.registry.actions.personal_order import choose_order
from redvest.registry.models import Volunteer
from redvest.service.queries.activity_cards import cards_by_id
from redvest.service.queries.seeker import Point, point_of_station, stations_near_home
from redvest.service.queries.suggestion import Suggestion, suggestions

URGENT = ("lacking", "few-takers", "soon")


@never_cache
@require_safe
@volunteers
def now(request: HouseRequest) -> HttpResponse:
    """A dozen at most. ``near`` or ``station`` in the address say where the way begins, this once."""
    volunteer, at = own_record(request), clock.now()
    faults: list[str] = []
    near = read_place(request.GET.get("near", ""), faults)
    station = request.GET.get("station", "")
    found = suggestions(
        records=request.standing.records, at=at, point=near or _station(volunteer.city, station)
    )
    context: dict[str, Any] = {
        "tab": "find",
        "faults": faults,
        "cards": _shown(found.items, volunteer, at),
        "against": found.against,
        "personal": found.personal,
        "near": near,
        "station": station,
        "stations": stations_near_home(volunteer),
        "near_url": reverse("site:now") + "?",
        "known": bool(volunteer.region_id),
    }
    return render(request, "site/now.html", context)


def _station(city: str, text: str) -> Point | None:
    key = key_typed(text)
    return point_of_station(city, key) if key else None


def _shown(items: list[Suggestion], volunteer: Volunteer, at: datetime) -> list[Card]:
    """The cards of what was found, in the order found, each with its reasons."""
    known = cards_by_id([each.activity for each in items])
    shown = [each for each in items if each.activity in known]
    rows = [known[each.activity]._replace(distance_m=each.metres) for each in shown]
    cards = activity_cards(rows, volunteer_id=volunteer.pk, at=at)
    return [_with_reasons(card, each) for card, each in zip(cards, shown, strict=True)]


def _with_reasons(card: Card, found: Suggestion) -> Card:
    """The reasons stand where lists say why to act now; a way that is a reason is not said twice."""
    chips = [(why.sentence, "why" if why.code in URGENT else "") for why in found.reasons]
    said = any(why.code == "near" for why in found.reasons)
    return {**card, "chips": chips, "distance": "" if said else card["distance"]}


@never_cache
@require_POST
@volunteers
def order(request: HouseRequest) -> HttpResponse:
    """Have them ranked for me, or simply by time."""
    personal = request.POST.get("personal") == "1"
    choose_order(by=request.standing, volunteer=own_record(request), personal=personal, at=clock.now())
    said = _("改好了，以后按你的情况排。") if personal else _("改好了，以后只按时间先后排。")
    messages.success(request, said)
    return redirect("site:now")
