"""What the radar raised about me: why, who looks into it, and my word on it. And what the public may know."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.site.words import moment_words
from redvest.service.actions.integrity_case import answer_case, appeal_case
from redvest.service.choices import UNDECIDED, CaseOutcome, CaseState, CaseStep, IntegrityRule
from redvest.service.queries.integrity_case import events_of, own_case, own_cases, public_counts

# Who stood where in the office is the office's business; what was said and decided is the person's.
OWN_STEPS = {
    CaseStep.OPENED,
    CaseStep.EVIDENCE,
    CaseStep.ANSWERED,
    CaseStep.DECIDED,
    CaseStep.APPEALED,
    CaseStep.FINAL,
}


@never_cache
@require_safe
@members
def cases(request: HouseRequest) -> HttpResponse:
    """My cases, the latest first."""
    today = clock.day_of(clock.now())
    rows = [
        {"case": case, "when": moment_words(case.opened_at, today)}
        for case in own_cases(request.standing)[:50]
    ]
    return render(request, "site/cases.html", {"rows": rows})


@never_cache
@require_safe
@members
def case(request: HouseRequest, key: UUID) -> HttpResponse:
    """One case: the reason, what was said, and what I can do now."""
    found, at = own_case(request.standing, key), clock.now()
    today = clock.day_of(at)
    events = [
        {"event": event, "when": moment_words(event.at, today)}
        for event in events_of(found)
        if event.step in OWN_STEPS
    ]
    context = {
        "case": found,
        "events": events,
        "outcome": CaseOutcome(found.outcome).label if found.outcome else "",
        "hear_until": moment_words(found.hear_until, today) if found.hear_until else "",
        "appeal_until": moment_words(found.appeal_until, today) if found.appeal_until else "",
        "can_answer": found.state in (*UNDECIDED, CaseState.APPEALED),
        "can_appeal": found.state == CaseState.DECIDED
        and (found.appeal_until is None or at <= found.appeal_until),
    }
    return render(request, "site/case.html", context)


@require_POST
@members
def say(request: HouseRequest, key: UUID) -> HttpResponse:
    """My word: an answer while it is looked into, an appeal once it is decided."""
    found, at = own_case(request.standing, key), clock.now()
    act = appeal_case if found.state == CaseState.DECIDED else answer_case
    try:
        act(by=request.standing, case=found, text=request.POST.get("text", ""), at=at)
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("收到了，办的人会看到你写的。"))
    return redirect("site:case", key=key)


@require_safe
@public
def notice(request: HouseRequest) -> HttpResponse:
    """How many cases there were and how they ended; counts under ten are not shown."""
    counts = public_counts(request.standing.city)
    rows = [{"rule": IntegrityRule(rule).label, **numbers} for rule, numbers in counts.items()]
    return render(
        request,
        "site/integrity.html",
        {"rows": rows, "none_yet": not any(row["raised"] != 0 for row in rows)},
    )
