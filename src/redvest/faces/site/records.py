"""Where an hour comes from, and what a volunteer has to say about it: an error, missing hours, a back-fill, off duty."""

from __future__ import annotations

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
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.forms.record import MissingForm, ReportForm
from redvest.registry.policy import require_volunteer
from redvest.service.actions.backfill import answer_backfill
from redvest.service.actions.report import report_error, report_missing
from redvest.service.actions.statement import state_off_duty
from redvest.service.choices import EntryKind, ProofKind, RequestState
from redvest.service.hours_errors import EntryNotFound
from redvest.service.models import Activity, BackfillLine, HoursEntry
from redvest.service.queries.history import history_of
from redvest.service.queries.report import reports_by, without_hours

MOST = 40


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def entry(request: HouseRequest, key: UUID) -> HttpResponse:
    """The whole story of one entry of mine, and the form that says what is wrong with it."""
    me = require_volunteer(request.standing)
    rows = HoursEntry.objects.select_related("body", "activity", "volunteer", "voided_by")
    found = rows.filter(pk=key, volunteer_id__in=request.standing.records).first()
    if found is None:
        raise EntryNotFound
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report_error(by=request.standing, entry=found, at=clock.now(), **form.cleaned_data)
        except DomainError as fault:
            form.add_error(None, fault.message)
        else:
            messages.success(request, _("收到了。组织会核实，结果发消息告诉你，也写在下面。"))
            return redirect("site:hours-entry", key=key)
    waiting = reports_by(me).filter(entry=found, state=RequestState.OPEN).first()
    context: dict[str, Any] = {
        "tab": "hours",
        "entry": found,
        "history": history_of(found),
        "form": form,
        "proofs": [ProofKind(proof).label for proof in found.proofs],
        "waiting": waiting,
        "stands": found.kind != EntryKind.VOID and getattr(found, "voided_by", None) is None,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "site/hours_entry.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def missing(request: HouseRequest) -> HttpResponse:
    """I was there and have no hours: which activity, and what happened."""
    me, at = require_volunteer(request.standing), clock.now()
    candidates = list(without_hours(me, at)[:MOST])
    form = MissingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        chosen = next((each for each in candidates if each.pk == said["activity"]), None)
        if chosen is None:
            form.add_error("activity", _("请从下面选一场。"))
        else:
            try:
                report_missing(by=request.standing, at=at, **(said | {"activity": chosen}))
            except DomainError as fault:
                form.add_error(None, fault.message)
            else:
                messages.success(request, _("收到了。组织会核实，结果发消息告诉你。"))
                return redirect("site:hours-missing")
    context = {
        "tab": "hours",
        "candidates": candidates,
        "form": form,
        "reports": reports_by(me)[:MOST],
        "chosen": str(form["activity"].value() or ""),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "site/hours_missing.html", context, status=status)


@never_cache
@require_POST
@volunteers
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Yes, I was there; or no, I was not."""
    line = BackfillLine.objects.filter(pk=key, volunteer_id__in=request.standing.records).first()
    if line is None:
        raise EntryNotFound
    agrees = request.POST.get("agrees") == "yes"
    said = _("谢谢，记下了。审批通过后入账，等级 C。") if agrees else _("谢谢照实说，这条不会记给你。")
    return _done(
        request, said, lambda: answer_backfill(by=request.standing, line=line, agrees=agrees, at=clock.now())
    )


@never_cache
@require_POST
@volunteers
def off_duty(request: HouseRequest, key: UUID) -> HttpResponse:
    """I served in my own time."""
    activity = Activity.objects.filter(pk=key, city=request.standing.city).first()
    if activity is None:
        raise EntryNotFound
    said = _("记下了：业余时间参加，不是履行职务。")
    return _done(
        request, said, lambda: state_off_duty(by=request.standing, activity=activity, at=clock.now())
    )


def _done(request: HouseRequest, said: str, act: Any) -> HttpResponse:
    try:
        act()
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, said)
    return redirect("site:hours")
