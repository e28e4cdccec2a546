"""Visits that wait for a signature or for a call, and one visit with the buttons for both."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.household import read_household
from redvest.care.actions.visit_check import call_back_visit, countersign_visit, read_visit, refuse_visit
from redvest.care.choices import CallAnswer, VisitState
from redvest.care.queries.pairing import visit_kept, visits_waiting
from redvest.care.rules.need_private import Private
from redvest.care.rules.pairing_keepers import branches_of
from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.forms.pairing import ReasonFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pairing_form import WordsFields, tried
from redvest.faces.shared.told import refusal_told

STATES = {VisitState.LOGGED: "wait", VisitState.RECORDED: "ok", VisitState.REFUSED: "off"}


@never_cache
@require_safe
@staff
def visits(request: HouseRequest) -> HttpResponse:
    """What waits for this person: to sign for the branch, or to ring."""
    by = request.standing
    if not by.regions() and not branches_of(by):
        raise NotAllowed
    rows, pager = paged(request, visits_waiting(by), keys=("-starts_at", "-id"))
    context = {"rows": rows, "pager": pager, "signs": set(branches_of(by))}
    return show(request, "desk/pairing_visits.html", context, on="pairings")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def visit(request: HouseRequest, key: UUID) -> HttpResponse:
    """One visit: sign it, refuse it, ring the household and say what it said; its words open with a reason."""
    by, at, verb = request.standing, clock.now(), request.POST.get("verb", "")
    found = visit_kept(by, key)
    refuse = WordsFields(request.POST if verb == "refuse" else None)
    reason = ReasonFields(request.POST if verb == "open" else None)
    opened: list[tuple[str, str, Private | None]] = []

    def opening(typed: dict[str, str]) -> None:
        did, need = read_visit(by=by, visit=found, reason=typed["reason"], at=at)
        home = found.pairing.household
        whose = read_household(by=by, household=home, reason=typed["reason"], at=at) if home else None
        opened.append((did, need, whose))

    def refusing(typed: dict[str, str]) -> object:
        return refuse_visit(by=by, visit=found, words=typed["words"], at=at)

    if verb in ("sign", "call"):
        with refusal_told(request):
            if verb == "sign":
                countersign_visit(by=by, visit=found, at=at)
            else:
                call_back_visit(by=by, visit=found, answer=_answer(request), at=at)
            messages.success(request, _("记下了。"))
        return redirect("desk:pairing-visit", key=key)
    if verb == "refuse" and tried(request, refuse, refusing, _("记下了，走访的人会收到原因。")):
        return redirect("desk:pairing-visit", key=key)
    if verb == "open":
        tried(request, reason, opening, _("打开了，这次查看留下了记录。"))
    governs = by.governs(found.region_path)
    context = {
        "visit": found,
        "look": STATES[VisitState(found.state)],
        "opened": opened[0] if opened else None,
        "governs": governs,
        "may_sign": found.state == VisitState.LOGGED and found.pairing.body_id in branches_of(by),
        "may_call": governs and found.called_at is None and found.state != VisitState.REFUSED,
        "answers": CallAnswer.choices,
        "refuse": refuse,
        "reason": reason,
    }
    faulty = refuse.errors or reason.errors
    return show(request, "desk/pairing_visit.html", context, on="pairings", status=422 if faulty else 200)


def _answer(request: HouseRequest) -> CallAnswer:
    said = request.POST.get("answer", "")
    return CallAnswer(said) if said in CallAnswer else CallAnswer.NO_ANSWER
