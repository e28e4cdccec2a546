"""The start page with its six tiles, pairing, the page for when there is no network, and the end of somebody's turn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.kiosk import person as who
from redvest.faces.kiosk.screen import COOKIE, keep_paired, screen_of, show
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.registry.actions.kiosk import note_seen, pair_kiosk


@ensure_csrf_cookie
@never_cache
@require_safe
@public
def start(request: HouseRequest, key: UUID) -> HttpResponse:
    """Six tiles; for a browser that is not paired what everybody may see, and where to type the code."""
    screen = screen_of(request, key)
    if screen.device is None:
        return show(request, screen, "unpaired")
    note_seen(device=screen.device, at=clock.now())
    answer = show(request, screen, "start")
    return keep_paired(answer, request, request.COOKIES[COOKIE], screen.home)


@require_POST
@public
def pair(request: HouseRequest, key: UUID) -> HttpResponse:
    """The keeper's code makes this browser the station's."""
    screen = screen_of(request, key)
    try:
        token = pair_kiosk(
            station=screen.station, code=request.POST.get("code", "")[:40], at=clock.now(), ip=client_address(request)
        )  # fmt: skip
    except DomainError as fault:
        return show(request, screen, "unpaired", {"fault": fault.message}, status=fault.status)
    return keep_paired(redirect(screen.home), request, token, screen.home)


@never_cache
@require_safe
@public
def offline(request: HouseRequest, key: UUID) -> HttpResponse:
    """Kept on the device, and shown in place of what needs a network."""
    return show(request, screen_of(request, key), "offline")


@require_POST
@public
def end(request: HouseRequest, key: UUID) -> HttpResponse:
    """Somebody is done, or has left: nothing of them stays. What waits in the queue is not touched."""
    screen = screen_of(request, key)
    answer = redirect(screen.home)
    answer.delete_cookie(who.COOKIE, path=screen.home, samesite="Strict")
    answer["Clear-Site-Data"] = '"cache"'
    return answer
