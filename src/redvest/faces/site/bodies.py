"""Organisations for everybody: the list, and a page of each that names no member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.words import hours_words
from redvest.registry.actions.joining import ask_to_join
from redvest.registry.choices import BodyState
from redvest.registry.queries.annual_report import public_report
from redvest.registry.queries.body import search_bodies
from redvest.registry.queries.body_life import public_facts
from redvest.registry.queries.joining import public_body, standing_in_body
from redvest.registry.queries.team_kind import team_kind_name
from redvest.service.queries.application import response_hours
from redvest.service.queries.reflection import reflections_of_body, top_of_body


@require_safe
@public
def bodies(request: HouseRequest) -> HttpResponse:
    """Active organisations by name."""
    asked = asked_text(request)
    rows, pager = paged(request, search_bodies(city=request.standing.city, q=asked), keys=("name", "id"))
    context: dict[str, Any] = {
        "tab": "find",
        "asked": asked,
        "rows": [(each, team_kind_name(each.team_kind)) for each in rows],
        "pager": pager,
    }
    return render(request, "site/bodies.html", context)


@require_safe
@public
def body(request: HouseRequest, key: UUID) -> HttpResponse:
    """What an organisation is, does and is known for, and the way in."""
    found = public_body(request.standing.city, key)
    at = clock.now()
    facts = public_facts(found, also={"written": reflections_of_body(found.city, found.pk)})
    room = None if found.capacity is None else max(0, found.capacity - facts["members"])
    context: dict[str, Any] = {
        "tab": "find",
        "body": found,
        "room": room,
        "team": team_kind_name(found.team_kind),
        "active": found.state == BodyState.ACTIVE,
        "mine": standing_in_body(request.standing, found),
        "reflections": top_of_body(found.city, found.pk, at) if facts["written"] else (),
        "answered_in": hours_words(response_hours(found.pk, at)),
        **facts,
    }
    return render(request, "site/body.html", context)


@require_safe
@public
def annual_report(request: HouseRequest, key: UUID, year: int) -> HttpResponse:
    """A report that was handed in (民政部令第 67 号 art. 18: made public)."""
    report = public_report(request.standing.city, key, year)
    return render(request, "site/annual_report.html", {"tab": "find", "report": report})


@require_POST
@volunteers
def join(request: HouseRequest, key: UUID) -> HttpResponse:
    """Apply, with a word if one likes."""
    found = public_body(request.standing.city, key)
    with refusal_told(request):
        ask_to_join(by=request.standing, body=found, words=request.POST.get("words", ""), at=clock.now())
        messages.success(request, _("申请交给这个组织了，答复会发消息告诉你。"))
    return redirect("site:body", key=key)
