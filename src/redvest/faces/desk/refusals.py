"""Somebody's hours that are not recorded: saying why, and taking it up again by another person."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.service.actions.statement import refuse_hours, reopen_refused
from redvest.service.choices import NotService
from redvest.service.queries.statement import standing_refusal
from redvest.service.report_errors import RefusalNeedsWords


@require_POST
@staff
def refuse_person(request: HouseRequest, key: UUID, volunteer: UUID) -> HttpResponse:
    """Not recorded, and why."""
    found = activity_within(request.standing, key)

    def act() -> None:
        kind = request.POST.get("kind", "")
        if kind not in NotService.values:
            raise RefusalNeedsWords(_("请选择为什么不记。"))
        refuse_hours(
            by=request.standing, activity=found, volunteer_id=volunteer, kind=NotService(kind),
            note=request.POST.get("note", ""), at=clock.now(),
        )  # fmt: skip

    return _told(request, key, _("写明了：不予记录。志愿者会看到原因。"), act)


@require_POST
@staff
def reopen_person(request: HouseRequest, key: UUID, volunteer: UUID) -> HttpResponse:
    """Another person takes it up again; the refusal stays on record."""
    found = activity_within(request.standing, key)

    def act() -> None:
        refused = standing_refusal(found, volunteer)
        if refused is not None:
            reason = request.POST.get("reason", "")
            reopen_refused(by=request.standing, refused=refused, reason=reason, at=clock.now())

    return _told(request, key, _("重新受理了，现在可以确认时长。"), act)


def _told(request: HouseRequest, key: UUID, done: str, act: Callable[[], None]) -> HttpResponse:
    with refusal_told(request):
        act()
        messages.success(request, done)
    return redirect("desk:activity-hours", key=key)
