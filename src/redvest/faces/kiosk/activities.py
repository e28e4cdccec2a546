"""What can be done near the station: the list that also opens without a network, one activity, signing up."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.kiosk.identify import to_identify
from redvest.faces.kiosk.screen import Screen, paired, screen_of, show
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.words import clock_words, day_words
from redvest.service.actions.signup import sign_up
from redvest.service.models import Activity
from redvest.service.queries.activity import search_activities
from redvest.service.queries.activity_cards import ActivityCard, card_of
from redvest.service.queries.kiosk import activities_near


@never_cache
@require_safe
@public
def activities(request: HouseRequest, key: UUID) -> HttpResponse:
    """The nearest dozen, the nearest first."""
    screen, at = screen_of(request, key), clock.now()
    cards = [_shown(card, clock.day_of(at)) for card in activities_near(screen.station, at).items]
    return show(request, screen, "activities", {"cards": cards, "at": at})


@never_cache
@require_http_methods(["GET", "POST"])
@public
def activity(request: HouseRequest, key: UUID, activity: UUID) -> HttpResponse:
    """One of them with its posts; a press on a post signs up whoever is there."""
    if request.method == "POST":
        return _join(request, key, activity)
    return _show(request, screen_of(request, key), activity)


def _join(request: HouseRequest, key: UUID, activity: UUID) -> HttpResponse:
    screen, _device = paired(request, key)
    here = reverse("kiosk:activity", args=[key, activity])
    if screen.person is None:
        return to_identify(screen, here)
    try:
        post = UUID(request.POST.get("post", ""))
    except ValueError:
        return redirect(here)
    try:
        done = sign_up(
            by=screen.person.standing, post_id=post, key=request.POST.get("key", "")[:120], at=clock.now()
        )
    except DomainError as fault:
        return _show(request, screen, activity, status=fault.status, fault=fault.message)
    return _show(request, screen, activity, done=done)


def _show(
    request: HouseRequest, screen: Screen, key: UUID, *, status: int = 200, **more: Any
) -> HttpResponse:
    at = clock.now()
    found = search_activities(city=settings.REDVEST_CITY, at=at).filter(pk=key).first()
    if found is None:
        raise NotFound
    context = {
        "activity": found,
        "card": _shown(card_of(found), clock.day_of(at)),
        "open": _open(found),
        "key": uuid4().hex,
        **more,
    }
    return show(request, screen, "activity", context, status=status)


def _open(activity: Activity) -> bool:
    return activity.signup_opens_at <= clock.now() < activity.signup_closes_at


def _shown(card: ActivityCard, today: date) -> dict[str, Any]:
    room = sum(max(0, post.places - post.taken) for post in card.posts)
    return {
        "id": card.id,
        "title": card.title,
        "when": f"{day_words(clock.day_of(card.starts_at), today)} {clock_words(card.starts_at)}–{clock_words(card.ends_at)}",
        "place": card.place_name,
        "body": card.body_name,
        "room": room,
        "posts": card.posts,
        "on": card.starts_at <= clock.now() < card.ends_at,
    }
