"""What people ask about their own data, at the desk of the place: the oldest first, with its day, and the answer."""

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
from redvest.faces.desk.forms.right import RightAnswer
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.right_state import right_state
from redvest.registry.actions.rights_request import answer_right
from redvest.registry.choices import RightState
from redvest.registry.models import RightsRequest
from redvest.registry.queries.rights_request import rights_within
from redvest.registry.queries.sharing import may_look
from redvest.registry.rights_errors import RightUnknown
from redvest.registry.rules.names import mask_name


@never_cache
@require_safe
@staff
def rights(request: HouseRequest) -> HttpResponse:
    """``done=1``: those that are settled; else those that wait, the one due first on top. Names are masked."""
    if not request.standing.regions():
        raise NotAllowed
    today, done = clock.day_of(clock.now()), request.GET.get("done") == "1"
    rows = rights_within(request.standing)
    rows = rows.exclude(state=RightState.OPEN) if done else rows.filter(state=RightState.OPEN)
    found, pager = paged(request, rows, keys=("-due_on", "-id") if done else ("due_on", "id"))
    lines = [
        {"asked": each, "name": mask_name(each.volunteer.name), "state": right_state(each, today)}
        for each in found
    ]
    return show(request, "desk/rights.html", {"rows": lines, "pager": pager, "done": done}, on="people")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def right(request: HouseRequest, key: UUID) -> HttpResponse:
    """One request and its answer; a minor's name stays masked until their record is opened with a reason."""
    by, at = request.standing, clock.now()
    asked: RightsRequest | None = rights_within(by).filter(pk=key).first()
    if asked is None:
        raise RightUnknown
    form = RightAnswer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer_right(
                by=by, key=key, grant=said["decision"] == "grant", ground=said["ground"], answer=said["answer"], at=at
            )  # fmt: skip
        except DomainError as fault:
            if fault.status in (401, 404):
                raise
            if fault.status == 409:  # somebody else was first: their answer is what the page shows
                messages.error(request, fault.message)
                return redirect("desk:right", key=key)
            form.add_error("ground" if fault.code == "refusal-ground-missing" else None, fault.message)
        else:
            messages.success(request, _("答复好了，本人会收到消息。"))
            return redirect("desk:right", key=key)
    person = asked.volunteer
    context: dict[str, Any] = {
        "asked": asked,
        "name": person.name if may_look(by, person, at) else mask_name(person.name),
        "state": right_state(asked, clock.day_of(at)),
        "open": asked.state == RightState.OPEN,
        "own": by.is_self(asked.volunteer_id),
        "form": form,
    }
    failed = form.is_bound and form.errors
    return show(request, "desk/right.html", context, on="people", status=422 if failed else 200)
