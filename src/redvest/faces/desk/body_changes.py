"""Changes of organisations with their proof: asked for by a head, decided by an officer, kept as history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.forms.body_life import FIELDS, ChangeFields
from redvest.faces.desk.forms.sent import done
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.body_change import (
    ask_change,
    decide_change,
    open_change_proof,
    withdraw_change,
)
from redvest.registry.choices import BodyState
from redvest.registry.queries.body_life import (
    change_of,
    changes_of,
    changes_to_decide,
    heads_history,
    runs_now,
)

MOST = 50


@never_cache
@require_safe
@staff
def waiting(request: HouseRequest) -> HttpResponse:
    """What waits for an officer, the oldest first."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    rows, pager = paged(request, changes_to_decide(by), keys=("asked_at", "id"))
    return show(request, "desk/body_changes_waiting.html", {"rows": rows, "pager": pager}, on="bodies")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def changes(request: HouseRequest, key: UUID) -> HttpResponse:
    """Every change with its document's way in, who ran it when, and the form for one more."""
    by = request.standing
    body = body_within(by, key)
    form = ChangeFields(request.POST or None, request.FILES or None)

    def ask(typed: dict[str, Any]) -> None:
        ask_change(by=by, body=body, at=clock.now(), **{**typed, "proof": typed["proof"].read()})

    if done(request, form, ask, FIELDS, _("交上去了，等所在区审核。")):
        return redirect("desk:body-changes", key=key)
    today = clock.day_of(clock.now())
    governs = by.governs(body.region_path)
    context = {
        "body": body,
        "rows": [(each, governs and not each.is_of(by.account_id)) for each in changes_of(body)[:MOST]],
        "runs": governs and runs_now(by.account_id, body, today),
        "heads": heads_history(body)[:MOST],
        "form": form,
        "may_ask": body.pk in by.headed() and body.state == BodyState.ACTIVE,
        "governs": governs,
        "may_open": by.administers(body.pk, body.region_path),
        "today": today,
    }
    return show(request, "desk/body_changes.html", context, on="bodies", status=422 if form.errors else 200)


@require_POST
@staff
def decide(request: HouseRequest, key: UUID, change: UUID) -> HttpResponse:
    """Accept, refuse or take back: whichever button was pressed."""
    found, by, at = change_of(body_within(request.standing, key), change), request.standing, clock.now()
    verb, note = request.POST.get("verb", ""), request.POST.get("note", "")
    with refusal_told(request):
        if verb == "withdraw":
            withdraw_change(by=by, change=found, at=at)
            messages.success(request, _("申请撤回了。"))
        else:
            decide_change(by=by, change=found, accept=verb == "accept", note=note, at=at)
            messages.success(
                request, _("已经改好，原来的留在历史里。") if verb == "accept" else _("没有通过。")
            )
    return redirect("desk:body-changes", key=key)


@never_cache
@require_safe
@staff
def proof(request: HouseRequest, key: UUID, change: UUID) -> HttpResponse:
    """The document; the look is on record."""
    found = change_of(body_within(request.standing, key), change)
    data = open_change_proof(by=request.standing, change=found, at=clock.now())
    return paper_answer(data, found.proof_type)
