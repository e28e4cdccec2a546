"""Suspending a person and lifting it, from their page at the desk."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.people import person_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.suspension import resume_volunteer, suspend_volunteer


@require_POST
@staff
def suspend(request: HouseRequest, key: UUID) -> HttpResponse:
    """``lift=1``: lift it; either with a reason."""
    by, found = request.standing, person_within(request.standing, key)
    lift = request.POST.get("lift") == "1"
    act = resume_volunteer if lift else suspend_volunteer
    try:
        act(by=by, volunteer=found, reason=request.POST.get("reason", ""), at=clock.now())
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        said = (
            _("恢复了，本人会收到消息。")
            if lift
            else _("暂停了。将来的报名和值班会让给别人，领队和本人会收到消息。")
        )
        messages.success(request, said)
    return redirect("desk:person", key=key)
