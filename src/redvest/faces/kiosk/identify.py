"""Saying who one is, in two screens: a card, number or phone, then the code that came to the phone.

Who has added a second factor is asked for it on a third: this screen is no way around it.
"""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.kiosk.person import account_of_half, half_known, keep_person, person_of
from redvest.faces.kiosk.screen import Screen, paired, show
from redvest.faces.shared.entry import HouseRequest, public
from redvest.registry.actions.second_factor import prove
from redvest.registry.models import KioskDevice
from redvest.registry.queries.second_factor import kinds_of
from redvest.service.actions.kiosk_person import ask_who, say_who


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public
def identify(request: HouseRequest, key: UUID) -> HttpResponse:
    """``next`` is a page of this screen."""
    screen, device = paired(request, key)
    then = _then(request, screen)
    if request.method != "POST":
        return show(request, screen, "who", {"next": then})
    carried, typed = request.POST.get("carried", ""), request.POST.get("typed", "")[:200]
    if half := request.POST.get("half", ""):
        return _second(request, screen, device, half, typed[:40])
    try:
        if not carried:
            carried = ask_who(device=device, typed=typed, at=clock.now())
            return show(request, screen, "who_code", {"next": then, "carried": carried})
        account = say_who(device=device, carried=carried, code=typed[:20], at=clock.now())
    except DomainError as fault:
        page, said = (
            ("who_code" if carried else "who"),
            {"next": then, "carried": carried, "fault": fault.message},
        )
        return show(request, screen, page, said, status=fault.status)
    if kinds_of(account.pk):
        return show(request, screen, "who_second", {"next": then, "half": half_known(account, device)})
    return keep_person(redirect(then), request, person_of(account, device, clock.now()), screen.home)


def _second(
    request: HouseRequest, screen: Screen, device: KioskDevice, half: str, typed: str
) -> HttpResponse:
    """The third screen: digits of the person's own app. Raises WhoAreYou when it took too long."""
    then, account = _then(request, screen), account_of_half(half, device)
    try:
        prove(account=account, typed=typed, at=clock.now())
    except DomainError as fault:
        said = {"next": then, "half": half, "fault": fault.message}
        return show(request, screen, "who_second", said, status=fault.status)
    return keep_person(redirect(then), request, person_of(account, device, clock.now()), screen.home)


def _then(request: HouseRequest, screen: Screen) -> str:
    """Where to go afterwards: inside this screen, whatever was asked."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(screen.home)
    return asked if own and ".." not in unquote(asked) else screen.home


def to_identify(screen: Screen, then: str) -> HttpResponse:
    """Ask who somebody is, and come back."""
    return redirect(f"{reverse('kiosk:who', args=[screen.station.pk])}?next={then}")
