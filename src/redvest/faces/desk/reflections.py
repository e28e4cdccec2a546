"""Reflections at the desk: what waits to be looked at, what is public, and one with its decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.typed import number_typed
from redvest.registry.rules.names import mask_name
from redvest.service.actions.reflection_review import decide_reflection
from redvest.service.choices import ReflectionState
from redvest.service.models import Reflection
from redvest.service.policy import own_reflection_of
from redvest.service.queries.reflection import reflection_in_charge, reflections_in_charge
from redvest.service.rules.reflection import excerpt

LISTS = {
    "waiting": (ReflectionState.WRITTEN,),
    "back": (ReflectionState.TO_CHANGE,),
    "good": (ReflectionState.PUBLISHED, ReflectionState.APPROVED),
    "refused": (ReflectionState.REFUSED,),
}
TONES = {ReflectionState.WRITTEN: "wait", ReflectionState.TO_CHANGE: "wait", ReflectionState.REFUSED: "off"}


def _words() -> dict[str, str]:
    return {"waiting": _("等审核"), "back": _("请作者改的"), "good": _("通过的"), "refused": _("没有通过")}


@never_cache
@require_safe
@staff
def reflections(request: HouseRequest) -> HttpResponse:
    """``list=``: what waits comes first, and of it what waits longest."""
    by = request.standing
    if not by.regions() and not by.bodies():
        raise NotAllowed
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in LISTS else "waiting"
    keys = ("written_at", "id") if chosen == "waiting" else ("-written_at", "-id")
    found, pager = paged(request, reflections_in_charge(by).filter(state__in=LISTS[chosen]), keys=keys)
    context = {
        "rows": [_row(each) for each in found],
        "pager": pager,
        "chosen": chosen,
        "lists": list(_words().items()),
    }
    return show(request, "desk/reflections.html", context, on="reflections")


def _row(each: Reflection) -> dict[str, Any]:
    return {
        "row": each,
        "name": mask_name(each.volunteer.name),
        "excerpt": excerpt(each.text),
        "tone": TONES.get(ReflectionState(each.state), "ok"),
        "pictures": list(each.pictures.all()),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def reflection(request: HouseRequest, key: UUID) -> HttpResponse:
    """One, to be approved, sent back or refused; ``version`` is the writing that was read."""
    by, at = request.standing, clock.now()
    found = reflection_in_charge(by, key)
    fault = ""
    if request.method == "POST":
        version = number_typed(request.POST.get("version", ""), digits=8) or 0
        step = which(request, "approve", "change", "refuse")
        try:
            decide_reflection(
                by=by, key=key, version=version, step=step, words=request.POST.get("words", ""), at=at
            )
        except DomainError as refusal:
            if refusal.status in (401, 403, 404):
                raise
            if refusal.status == 409:
                messages.error(request, refusal.message)
                return redirect("desk:reflection", key=key)
            fault = refusal.message
        else:
            messages.success(request, _("办好了，作者会收到消息。"))
            return redirect("desk:reflections")
    shown = found.state in (ReflectionState.PUBLISHED, ReflectionState.APPROVED)
    context = {
        **_row(found),
        "own": own_reflection_of(by, found, at),
        "waits": found.state == ReflectionState.WRITTEN,
        "shown": shown,
        "fault": fault,
        "words": request.POST.get("words", "") if fault else "",
    }
    return show(request, "desk/reflection.html", context, on="reflections", status=422 if fault else 200)
