"""Asking for what is mine: what I can do at once myself, what an officer answers by a day, and how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.right_state import right_state
from redvest.faces.shared.words import date_words
from redvest.registry.actions.rights_request import ask_right, take_back_right
from redvest.registry.choices import RightKind, RightState
from redvest.registry.models import Volunteer
from redvest.registry.queries.rights_request import people_to_ask_for, right_due, rights_of
from redvest.registry.rights_errors import RightUnknown

MOST = 50


@never_cache
@require_http_methods(["GET", "POST"])
@members
def requests(request: HouseRequest) -> HttpResponse:
    """The list, and the form for another one; ``who`` is oneself or a child one answers for."""
    at = clock.now()
    people = people_to_ask_for(request.standing, at)
    if request.method != "POST":
        return _show(request, people, at)
    chosen = next((each for each in people if str(each.pk) == request.POST.get("who", "")), None)
    try:
        if chosen is None:
            raise RightUnknown
        asked = ask_right(
            by=request.standing, volunteer=chosen, kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""), at=at,
        )  # fmt: skip
    except DomainError as fault:
        return _show(request, people, at, fault=fault)
    said = _("收到了，最晚 %(day)s 答复你。") % {"day": date_words(asked.due_on)}
    messages.success(request, said)
    return redirect("site:rights-requests")


def _show(
    request: HouseRequest, people: list[Volunteer], at: datetime, fault: DomainError | None = None
) -> HttpResponse:
    today = clock.day_of(at)
    found = rights_of(people)[:MOST] if people else ()
    context: dict[str, Any] = {
        "tab": "me",
        "people": people,
        "kinds": RightKind.choices,
        "rows": [{"asked": each, "state": right_state(each, today)} for each in found],
        "due": right_due(people[0].region_path or f"{people[0].city}/", today) if people else None,
        "typed": request.POST if fault else {},
        "fault": fault.message if fault else "",
        "own": request.standing.volunteer_id,
        "waits": RightState.OPEN.value,
    }
    return render(request, "site/rights_requests.html", context, status=fault.status if fault else 200)


@never_cache
@require_POST
@members
def take_back(request: HouseRequest, key: UUID) -> HttpResponse:
    """Not needed any more."""
    people = people_to_ask_for(request.standing, clock.now())
    found = rights_of(people).filter(pk=key).first()
    if found is None:
        raise RightUnknown
    try:
        take_back_right(by=request.standing, asked=found, at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("撤回了。"))
    return redirect("site:rights-requests")
