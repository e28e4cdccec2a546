"""The radar's cases at the desk: a list by state and rule, one case with its reason, timeline and the next step."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.desk.words import deadline_words, moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.words import day_words
from redvest.service.actions import integrity_case as actions
from redvest.service.choices import CaseOutcome, CaseState, IntegrityRule
from redvest.service.models import IntegrityCase
from redvest.service.queries.integrity_case import TO_DO, case_for, cases_for, entries_of_case, events_of
from redvest.service.rules.integrity.refusal import CaseNeedsAnswer, EntryOutsideCase

KINDS = {
    CaseState.OPEN: "wait", CaseState.ASSIGNED: "wait", CaseState.HEARD: "wait", CaseState.DECIDED: "ok",
    CaseState.APPEALED: "bad", CaseState.FINAL: "off",
}  # fmt: skip
SHOWN = 20


@never_cache
@require_safe
@staff
def cases(request: HouseRequest) -> HttpResponse:
    """Cases of the places that somebody governs; ``mine`` shows those given to them by name."""
    by, at = request.standing, clock.now()
    state, rule = asked_text(request, "state"), asked_text(request, "rule")
    mine = asked_text(request, "mine") == "1"
    rows = cases_for(by)
    if state in CaseState.values:
        rows = rows.filter(state=state)
    if rule in IntegrityRule.values:
        rows = rows.filter(rule=rule)
    if mine:
        rows = rows.filter(officer_id=by.account_id, state__in=TO_DO)
    found, pager = paged(request, rows, keys=("-opened_at", "-id"))
    today = clock.day_of(at)
    context = {
        "rows": [
            {
                "case": case,
                "kind": KINDS[CaseState(case.state)],
                "opened": day_words(clock.day_of(case.opened_at), today),
                "waits": case.officer_id is None and case.state in TO_DO,
                "due": deadline_words(case.due_at, at) if case.due_at and case.state in TO_DO else "",
            }
            for case in found
        ],
        "pager": pager, "state": state, "rule": rule, "mine": mine, "states": CaseState.choices,
        "rules": IntegrityRule.choices,
    }  # fmt: skip
    return show(request, "desk/cases.html", context, on="integrity")


@never_cache
@require_safe
@staff
def case(request: HouseRequest, key: UUID) -> HttpResponse:
    """One case. What can be done next depends on its state and on whose it is."""
    by, at = request.standing, clock.now()
    found = case_for(by, key)
    today = clock.day_of(at)
    mine = found.officer_id == by.account_id
    heard = found.state == CaseState.HEARD or found.concerned_id is None
    waited = found.hear_until is not None and at >= found.hear_until
    voidable = found.state == CaseState.FINAL and found.outcome == CaseOutcome.CONFIRMED
    context = {
        "case": found,
        "kind": KINDS[CaseState(found.state)],
        "outcome": CaseOutcome(found.outcome).label if found.outcome else "",
        "events": [{"event": event, "when": moment_words(event.at, today)} for event in events_of(found)],
        "entries": [
            {"entry": entry, "day": day_words(entry.service_on, today)}
            for entry in entries_of_case(found)[:SHOWN]
        ],
        "hear_until": moment_words(found.hear_until, today) if found.hear_until else "",
        "due": deadline_words(found.due_at, at) if found.due_at else "",
        "can_take": not mine and by.governs(found.at_path) and found.state in TO_DO,
        "can_decide": mine and found.state in (CaseState.ASSIGNED, CaseState.HEARD) and (heard or waited),
        "waits": mine and found.state == CaseState.ASSIGNED and not (heard or waited),
        "can_review": mine and found.state == CaseState.APPEALED,
        "voidable": voidable and by.governs(found.at_path),
    }
    return show(request, "desk/case.html", context, on="integrity")


@require_POST
@staff
def take(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a case over."""
    return _do(
        request, key, lambda found: actions.take_case(by=request.standing, case=found, at=clock.now()),
        _("这件事现在由你来办。"),
    )  # fmt: skip


@require_POST
@staff
def decide(request: HouseRequest, key: UUID) -> HttpResponse:
    """Decide a case, or an appeal against an earlier decision."""
    reasons, answer = request.POST.get("reasons", ""), request.POST.get("answer", "")

    def act(found: IntegrityCase) -> None:
        if answer not in ("yes", "no"):
            raise CaseNeedsAnswer
        if found.state == CaseState.APPEALED:
            actions.decide_appeal(
                by=request.standing, case=found, upheld=answer == "yes", reasons=reasons, at=clock.now()
            )
        else:
            actions.decide_case(
                by=request.standing, case=found, confirmed=answer == "yes", reasons=reasons,
                propose_void=request.POST.get("propose_void") == "1", at=clock.now(),
            )  # fmt: skip

    return _do(request, key, act, _("结论已经记下，本人会看到。"))


@require_POST
@staff
def void(request: HouseRequest, key: UUID, entry: UUID) -> HttpResponse:
    """Void one entry that a final, confirmed case is about."""

    def act(found: IntegrityCase) -> None:
        row = entries_of_case(found).filter(pk=entry).first()
        if row is None:
            raise EntryOutsideCase
        actions.void_under_case(
            by=request.standing, case=found, entry=row, reason=request.POST.get("reason", ""), at=clock.now()
        )

    return _do(request, key, act, _("这条时长已经作废，用到它的证明也撤销了。"))


def _do(request: HouseRequest, key: UUID, act: Callable[[IntegrityCase], None], done: str) -> HttpResponse:
    found = case_for(request.standing, key)
    try:
        act(found)
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, done)
    return redirect("desk:case", key=key)
