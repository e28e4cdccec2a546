"""What volunteers say of times that they did not come, for the organisation to answer; or an officer when it is late."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pressed import pressed
from redvest.service.absence_errors import AppealUnknown
from redvest.service.actions.absence import answer_appeal
from redvest.service.queries.absence import appeals_to, appeals_within

MOST = 100


@never_cache
@require_safe
@staff
def absences(request: HouseRequest) -> HttpResponse:
    """The first due first."""
    if not (request.standing.bodies() or request.standing.regions()):
        raise NotAllowed
    return _show(request)


def _show(
    request: HouseRequest, typed_for: UUID | None = None, fault: DomainError | None = None
) -> HttpResponse:
    """The list, with what was typed for one of them and why it was refused."""
    at = clock.now()
    context = {
        "rows": appeals_to(request.standing, at)[:MOST],
        "now": at,
        "typed_for": typed_for,
        "typed": request.POST.get("words", ""),
        "fault": fault.message if fault else "",
    }
    return show(
        request, "desk/absences.html", context, on="activities", status=fault.status if fault else 200
    )


@require_POST
@staff
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Excused, or not, in words that the person reads."""
    accept = pressed(request, "accept", "refuse")
    if not appeals_within(request.standing).filter(pk=key).exists():
        raise AppealUnknown
    words = request.POST.get("words", "")
    try:
        answer_appeal(by=request.standing, signup_id=key, accept=accept, words=words, at=clock.now())
    except DomainError as fault:
        if fault.status in (401, 403):
            raise
        return _show(request, key, fault)
    messages.success(request, _("答复发出去了。"))
    return redirect("desk:absences")
