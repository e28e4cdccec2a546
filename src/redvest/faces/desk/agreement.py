"""The integrity agreement: read it, sign it; the centre gives it a new text."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, signers
from redvest.registry.actions.pledge import sign_pledge
from redvest.registry.queries.pledge import pledge_on, signatures_of


@never_cache
@require_http_methods(["GET", "POST"])
@signers
def agreement(request: HouseRequest) -> HttpResponse:
    """The text in force and one's own signatures; who owes one sees it before anything else of the desk."""
    by, at = request.standing, clock.now()
    if request.method == "POST":
        sign_pledge(by=by, at=at)
        messages.success(request, _("已经签好，你的角色现在生效了。"))
        return redirect("desk:today")
    pledge = pledge_on(by.city, clock.day_of(at))
    signed = list(signatures_of(by.account_id))
    context = {
        "pledge": pledge,
        "signed": signed,
        "has_signed": pledge is not None and any(each.pledge_id == pledge.pk for each in signed),
    }
    if by.is_staff:
        return show(request, "desk/agreement.html", context)
    return render(request, "desk/agreement.html", context)
