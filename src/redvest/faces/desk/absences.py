"""What volunteers say of times that they did not come, for the organisation to answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.service.actions.absence import answer_appeal
from redvest.service.queries.outlook import appeals_to

MOST = 100


@never_cache
@require_safe
@staff
def absences(request: HouseRequest) -> HttpResponse:
    """The longest waiting first."""
    if not request.standing.bodies():
        raise NotAllowed
    rows = appeals_to(request.standing)[:MOST]
    return show(request, "desk/absences.html", {"rows": rows}, on="activities")


@require_POST
@staff
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Excused, or not, in words that the person reads."""
    accept = pressed(request, "accept", "refuse")
    with refusal_told(request):
        words = request.POST.get("words", "")
        answer_appeal(by=request.standing, signup_id=key, accept=accept, words=words, at=clock.now())
        messages.success(request, _("答复发出去了。"))
    return redirect("desk:absences")
