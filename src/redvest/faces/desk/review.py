"""The steps of an activity that are one press of a button: submit, approve, send back, cancel, close."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service.actions.activity import (
    approve_activity,
    close_activity,
    refuse_activity,
    submit_activity,
)
from redvest.service.actions.series_review import cancel_occurrences
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.choices import EditScope


@require_POST
@staff
def submit(request: HouseRequest, key: UUID) -> HttpResponse:
    """Hand in for review; what is missing is shown on the form, each item beside its field."""
    found = activity_within(request.standing, key)
    try:
        submit_activity(by=request.standing, activity=found, at=clock.now())
    except IncompleteNotice:
        return redirect("desk:activity-edit", key=key)
    messages.success(request, _("已经提交，审核通过后马上发布。"))
    return redirect("desk:activity", key=key)


@require_POST
@staff
def approve(request: HouseRequest, key: UUID) -> HttpResponse:
    found = activity_within(request.standing, key)
    affirms = request.POST.get("affirms") == "yes"
    return _told(
        request, key, _("“%(title)s”已经发布。") % {"title": found.title},
        lambda: approve_activity(
            by=request.standing, activity=found, at=clock.now(), affirms_service=affirms
        ),
    )  # fmt: skip


@require_POST
@staff
def refuse(request: HouseRequest, key: UUID) -> HttpResponse:
    """Send back; the note says what to change."""
    found = activity_within(request.standing, key)
    note = request.POST.get("note", "")
    return _told(
        request, key, _("已经退回，发布人会看到你的意见。"),
        lambda: refuse_activity(by=request.standing, activity=found, note=note, at=clock.now()),
    )  # fmt: skip


@require_POST
@staff
def cancel(request: HouseRequest, key: UUID) -> HttpResponse:
    found = activity_within(request.standing, key)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("取消要写明原因，报了名的人会看到。"))
        return redirect("desk:activity", key=key)
    asked = request.POST.get("scope", "")
    scope = EditScope(asked) if asked in EditScope.values else EditScope.ONE
    return _told(
        request, key, _("活动已经取消，报了名的人会收到通知。"),
        lambda: cancel_occurrences(
            by=request.standing, activity=found, scope=scope, reason=reason, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
@staff
def close(request: HouseRequest, key: UUID) -> HttpResponse:
    found = activity_within(request.standing, key)
    return _told(
        request, key, _("活动已经结束，到场和未到的都记下了。"),
        lambda: close_activity(by=request.standing, activity=found, at=clock.now()),
    )  # fmt: skip


def _told(request: HouseRequest, key: UUID, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do it and say so; a refusal that the person can do something about is said on the activity's page."""
    try:
        act()
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, done)
    return redirect("desk:activity", key=key)
