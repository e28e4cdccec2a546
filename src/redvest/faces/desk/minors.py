"""The door before a minor's pages: why, in a choice and a few words; then it stays open for a short time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.choices import LookReason
from redvest.registry.models import Volunteer
from redvest.registry.queries.sharing import may_look
from redvest.registry.rules.names import mask_name

STEP = "open-minor"


def minor_door(request: HouseRequest, person: Volunteer) -> HttpResponse | None:
    """The page that asks why, or the way on once it was said; nothing where the record is open already."""
    at = clock.now()
    if may_look(request.standing, person, at):
        return None
    fault, asked = "", request.POST if request.POST.get("step") == STEP else None
    if asked is not None:
        reason, words = asked.get("reason", ""), asked.get("words", "")
        try:
            open_minor(by=request.standing, volunteer=person, reason=reason, words=words, at=at)
        except DomainError as refused:
            if refused.status == 403:
                raise
            fault = refused.message
        else:
            return redirect(request.path)
    context: dict[str, Any] = {
        "masked": mask_name(person.name),
        "reasons": LookReason.choices,
        "asked": asked or {},
        "fault": fault,
        "step": STEP,
    }
    status = 422 if fault else 200 if request.method == "GET" else 403
    return show(request, "desk/minor_door.html", context, on="people", status=status)
