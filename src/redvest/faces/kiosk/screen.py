"""A station's screen: which station, whether this browser is paired with it, and how its pages are shown.

The mark of a paired browser is a cookie for the pages of that one station. No page of it is kept by the browser's own
cache, and every one is in the elder view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from redvest.core import clock
from redvest.faces.kiosk.person import Person, keep_person, person_at
from redvest.faces.kiosk.words import words
from redvest.faces.shared.context import house
from redvest.registry.kiosk_errors import KioskNotPaired
from redvest.registry.models import KioskDevice, Station
from redvest.registry.queries.kiosk import device_by_token
from redvest.registry.queries.station_life import station_of

COOKIE = "rv_kiosk"
YEAR = 365 * 24 * 3600  # browsers keep a cookie for 400 days at most; the start page renews it


@dataclass(frozen=True)
class Screen:
    """What is known of a request at a kiosk."""

    station: Station
    device: KioskDevice | None
    person: Person | None

    @property
    def home(self) -> str:
        return reverse("kiosk:start", args=[self.station.pk])


def screen_of(request: HttpRequest, key: UUID) -> Screen:
    """The screen that a request comes from; anybody's browser when it is not paired. Raises StationUnknown."""
    station = station_of(settings.REDVEST_CITY, key)
    device = device_by_token(key, request.COOKIES.get(COOKIE, ""))
    if device is not None:
        device.station = station
    return Screen(station, device, person_at(request, device, clock.now()))


def paired(request: HttpRequest, key: UUID) -> tuple[Screen, KioskDevice]:
    """The same for a paired browser. Raises KioskNotPaired."""
    screen = screen_of(request, key)
    if screen.device is None:
        raise KioskNotPaired
    return screen, screen.device


def show(
    request: HttpRequest,
    screen: Screen,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """One page of the screen; whoever is identified stays so for another while."""
    elder = {**house(request)["house"], "elder": True, "theme": "light"}
    framed = {
        "house": elder,
        "screen": screen,
        "home": screen.home,
        "kiosk": {
            "station": str(screen.station.pk),
            "paired": screen.device is not None,
            "home": screen.home,
            "urls": addresses_of(screen.station.pk),
            "words": words(),
        },
        **(context or {}),
    }
    answer = render(request, f"kiosk/{template}.html", framed, status=status)
    answer["Cache-Control"] = "no-store"
    return keep_person(answer, request, screen.person, screen.home) if screen.person else answer


def keep_paired(answer: HttpResponse, request: HttpRequest, token: str, home: str) -> HttpResponse:
    """Let this browser be the station's; the cookie goes to the pages of the station alone."""
    answer.set_cookie(
        COOKIE, token, max_age=YEAR, path=home, httponly=True, samesite="Strict", secure=request.is_secure()
    )
    return answer


def addresses_of(key: UUID) -> dict[str, str]:
    """Where the scripts find the rest of the screen."""
    return {name: reverse(f"kiosk:{name}", args=[key]) for name in ("worker", "flush", "end", "offline")}
