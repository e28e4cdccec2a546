"""Annual reports: an organisation writes and hands in its own, its superior sees who has not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.db.counts import counts_of
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import LaterText, blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import refusal_told
from redvest.oversight.actions.annual_report import hand_in_annual_report
from redvest.oversight.queries.annual_report import annual_figures
from redvest.registry.actions.annual_report import keep_annual_report, send_back_report
from redvest.registry.annual_report_errors import AnnualReportNotHandedIn
from redvest.registry.models import AnnualReport
from redvest.registry.policy import require_governs
from redvest.registry.queries.annual_report import bodies_lacking, bodies_owing, due_of, report_of, reports_of
from redvest.registry.rules.annual_report import (
    LONGEST,
    ReportState,
    changed_since,
    check_year,
    report_years,
    state_of,
)

STATES = {
    ReportState.HANDED_IN: (gettext_lazy("交了"), "ok"),
    ReportState.LATE: (gettext_lazy("迟交"), "wait"),
    ReportState.SENT_BACK: (gettext_lazy("退回修改"), "bad"),
    ReportState.MISSING: (gettext_lazy("还没交"), "wait"),
    ReportState.OVERDUE: (gettext_lazy("过期没交"), "bad"),
}
_AREA = {"rows": 8}


class ReportFields(forms.Form):
    """The words; the figures are not asked for."""

    narrative = LaterText(
        label=gettext_lazy("工作情况"), max_length=LONGEST, widget=forms.Textarea(attrs=_AREA),
        help_text=gettext_lazy("这一年做了什么、服务了谁、有什么收获和不足。"),
    )  # fmt: skip
    recording = LaterText(
        label=gettext_lazy("记录与证明情况"), max_length=LONGEST, widget=forms.Textarea(attrs=_AREA),
        help_text=gettext_lazy("怎样记录服务、怎样开证明、有没有异议和更正（民政部令第 67 号第 18 条）。"),
    )  # fmt: skip


@never_cache
@require_safe
@staff
def annual_reports(request: HouseRequest) -> HttpResponse:
    """Which organisations of the place handed in the report of a year, those that did not first."""
    by, today = request.standing, clock.day_of(clock.now())
    if not by.regions():
        raise NotAllowed
    asked = asked_text(request, "year")
    years = [today.year - back for back in (1, 2, 3)]
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    missing = asked_text(request, "of") == "missing"
    owing, lacking = bodies_owing(by, year), bodies_lacking(by, year)
    found, pager = paged(request, lacking if missing else owing, keys=("name", "id"))
    reports, due = reports_of(found, year), due_of(min(by.regions(), key=len), year)
    context = {
        "rows": [
            (each, report and report.submitted_at, *STATES[_state(report, due, today)])
            for each in found
            for report in [reports.get(each.pk)]
        ],
        "pager": pager, "year": year, "years": years, "missing": missing, "due": due,
        **counts_of({"owing": owing, "lacking": lacking}),
    }  # fmt: skip
    return show(request, "desk/annual_reports.html", context, on="bodies")


def _state(report: AnnualReport | None, due: date, today: date) -> ReportState:
    handed_in = clock.day_of(report.submitted_at) if report is not None and report.submitted_at else None
    sent_back = report is not None and not handed_in and bool(report.note)
    return state_of(handed_in=handed_in, sent_back=sent_back, due=due, today=today)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def annual_report(request: HouseRequest, key: UUID, year: int) -> HttpResponse:
    """One report: the figures of the records, and the form for the words while it is not handed in."""
    by, at = request.standing, clock.now()
    body, today = body_within(by, key), clock.day_of(at)
    check_year(year, clock.day_of(body.applied_at), today)
    kept = report_of(body, year)
    form = ReportFields(
        request.POST or None,
        initial={"narrative": kept.narrative, "recording": kept.recording} if kept else None,
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, key, year):
        return redirect("desk:annual-report", key=key, year=year)
    handed_in = kept is not None and kept.submitted_at is not None
    due = due_of(body.region_path, year)
    now = annual_figures(body, year, at)
    frozen = kept.figures if kept is not None and handed_in and kept.figures else now
    context: dict[str, Any] = {
        "body": body, "year": year, "years": report_years(clock.day_of(body.applied_at), today),
        "report": kept, "form": form, "handed_in": handed_in, "due": due, "state": STATES[_state(kept, due, today)],
        "figures": frozen, "changed": changed_since(frozen, now) if handed_in else {},
        "may_write": body.pk in by.headed() and not handed_in,
        "may_send_back": handed_in and by.governs(body.region_path),
    }  # fmt: skip
    return show(request, "desk/annual_report.html", context, on="bodies", status=422 if form.errors else 200)


def _kept(request: HouseRequest, form: ReportFields, key: UUID, year: int) -> bool:
    """Save, and hand in where that button was pressed."""
    by, body = request.standing, body_within(request.standing, key)
    hands_in = request.POST.get("verb") == "hand-in"
    act = hand_in_annual_report if hands_in else keep_annual_report
    try:
        act(by=by, body=body, year=year, at=clock.now(), **form.cleaned_data)
    except DomainError as fault:
        if fault.status == 403:
            raise
        blame(form, fault, {"annual-report-empty": "narrative"})
        return False
    messages.success(request, _("交上去了，公开页面上能看到。") if hands_in else _("草稿存下了。"))
    return True


@require_POST
@staff
def send_back(request: HouseRequest, key: UUID, year: int) -> HttpResponse:
    """Let the organisation change it again."""
    body = body_within(request.standing, key)
    require_governs(request.standing, body.region_path)
    found = report_of(body, year)
    if found is None:
        raise AnnualReportNotHandedIn
    with refusal_told(request):
        send_back_report(by=request.standing, report=found, note=request.POST.get("note", ""), at=clock.now())
        messages.success(request, _("退回了，组织会看到意见。"))
    return redirect("desk:annual-report", key=key, year=year)
