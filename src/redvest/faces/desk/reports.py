"""Reports of errors at the desk: the list, and one report with the whole story of the hours and its answer."""

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
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.record import AnswerFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.report import answer_report
from redvest.service.choices import ReportDecision, ReportKind, RequestState
from redvest.service.models import ErrorReport
from redvest.service.queries.history import current_of, history_of
from redvest.service.queries.report import reports_for


class ReportOutOfReach(NotFound):
    """没有找到这条异议，或者它不在你负责的范围里。"""

    code = "report-out-of-reach"


@never_cache
@require_safe
@staff
def reports(request: HouseRequest) -> HttpResponse:
    """``done=1``: those that were answered; else those that wait, the most urgent first."""
    today, done = clock.day_of(clock.now()), request.GET.get("done") == "1"
    rows = reports_for(request.standing)
    rows = rows.exclude(state=RequestState.OPEN) if done else rows.filter(state=RequestState.OPEN)
    found, pager = paged(request, rows, keys=("-due_on", "-id") if done else ("due_on", "id"))
    context = {"rows": found, "pager": pager, "done": done, "today": today, "record_tab": "reports"}
    return show(request, "desk/reports.html", context, on="overdue")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def report(request: HouseRequest, key: UUID) -> HttpResponse:
    """Verify against the story, then correct, void, record or leave it as it is, with a reason."""
    by = request.standing
    found = _within(by, key)
    missing = found.kind == ReportKind.MISSING
    form = AnswerFields(request.POST or None, missing=missing, initial={"minutes": found.wanted_minutes})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer_report(
                by=by, report=found, decision=ReportDecision(said["decision"]), minutes=said["minutes"],
                reason=said["reason"], at=clock.now(),
            )  # fmt: skip
        except DomainError as fault:
            if fault.status in (401, 404):
                raise
            form.add_error(None, fault.message)
        else:
            messages.success(request, _("答复好了，志愿者会收到消息。"))
            return redirect("desk:report", key=key)
    context: dict[str, Any] = {
        "report": found,
        "history": history_of(found.entry) if found.entry else (),
        "current": current_of(found.entry) if found.entry else None,
        "form": form,
        "open": found.state == RequestState.OPEN,
        "own": by.is_self(found.volunteer_id),
        "record_tab": "reports",
    }
    return show(
        request,
        "desk/report.html",
        context,
        on="overdue",
        status=422 if form.is_bound and form.errors else 200,
    )


def _within(by: Standing, key: UUID) -> ErrorReport:
    rows = reports_for(by).select_related(
        "entry__activity", "entry__volunteer", "activity", "body", "volunteer__account"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise ReportOutOfReach
    try:
        policy.require_may_correct(by, found.activity, found.body)
    except NotAllowed as fault:
        raise ReportOutOfReach from fault
    return found
