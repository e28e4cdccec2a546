"""Presence besides scanning: the printed card, a one-time hour code, and a word from the middle of the service."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.device import device_of, keep_device
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.checkin import qr_svg
from redvest.faces.site.forms.place import position_of
from redvest.faces.site.me import own_record
from redvest.faces.site.words import number_words
from redvest.registry.policy import require_volunteer
from redvest.service.actions.card import issue_card
from redvest.service.actions.hour_code import redeem_hour_code
from redvest.service.actions.ping import still_here
from redvest.service.models import SignUp
from redvest.service.queries.codes import card_text
from redvest.service.signup_errors import SignUpNotFound


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def card(request: HouseRequest) -> HttpResponse:
    """One's own card to print; a POST makes a new one, and the old stops counting."""
    volunteer, at = own_record(request), clock.now()
    renew = request.method == "POST"
    found = issue_card(by=request.standing, volunteer=volunteer, renew=renew, at=at)
    if renew:
        messages.success(request, _("新卡做好了，旧卡从现在起不能用了。"))
        return redirect("site:card")
    context = {
        "tab": "code",
        "qr_svg": qr_svg(card_text(found)),
        "name": volunteer.name,
        "number": number_words(volunteer.number),
        "card": found,
    }
    return render(request, "site/card.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def hour_code(request: HouseRequest) -> HttpResponse:
    """Type the code from the slip of paper; a QR on it brings one here with the code filled in."""
    typed = (request.POST.get("code") or request.GET.get("code") or "")[:40]
    context = {"tab": "code", "typed": typed, "fault": ""}
    if request.method != "POST":
        return render(request, "site/hour_code.html", context)
    device = device_of(request)
    try:
        used = redeem_hour_code(by=request.standing, code=typed, device=device, at=clock.now())
    except DomainError as fault:
        context["fault"] = fault.message
        return render(request, "site/hour_code.html", context, status=fault.status)
    said = _("%(title)s：%(n)d 分钟记下了，等领队确认。") % {"title": used.activity.title, "n": used.minutes}
    messages.success(request, said)
    return keep_device(redirect("site:hours"), request, device)


@never_cache
@require_POST
@volunteers
def ping(request: HouseRequest, key: UUID) -> HttpResponse:
    """Still here: said from the page of one's own sign-up, with or without a place."""
    mine = SignUp.objects.filter(pk=key, volunteer_id=require_volunteer(request.standing))
    found = mine.select_related("activity").first()
    if found is None:
        raise SignUpNotFound
    try:
        still_here(
            by=request.standing,
            activity=found.activity,
            position=position_of(request.POST.dict()),
            at=clock.now(),
        )
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("记下了，你还在。走的时候别忘了签退。"))
    return redirect("site:signup", key=key)
