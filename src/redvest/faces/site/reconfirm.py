"""Saying once more that one comes, with one press."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.service.actions.reconfirm import reconfirm as say_yes
from redvest.service.signup_errors import NothingToReconfirm


@never_cache
@require_POST
@volunteers
def reconfirm(request: HouseRequest, key: UUID) -> HttpResponse:
    """One press; too late is said plainly, on the page that tells what became of the place."""
    try:
        say_yes(by=request.standing, signup_id=key, at=clock.now())
    except NothingToReconfirm as fault:
        messages.info(request, fault.message)
    else:
        messages.success(request, _("好，到时见！"))
    return redirect("site:signup", key=key)
