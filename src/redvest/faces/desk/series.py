"""A series at the desk: all its occurrences on one page, handed in and decided once; and the list of series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.activities import KINDS
from redvest.faces.desk.edit import fill_in_series
from redvest.faces.desk.frame import show
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.recurrence_words import rule_words
from redvest.faces.shared.told import refusal_told
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.activity import EDITABLE
from redvest.service.actions.series_review import approve_series, refuse_series, submit_series
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Series
from redvest.service.queries.series import all_affirmed, in_charge, numbers_of, occurrences, years_unknown
from redvest.service.series_errors import SeriesNotFound


def series_within(by: Standing, key: UUID) -> Series:
    """A series of a body or a place in this person's charge. Raises SeriesNotFound."""
    found = in_charge(by).filter(pk=key).first()
    if found is None:
        raise SeriesNotFound
    return found


@never_cache
@require_safe
@staff
def series_list(request: HouseRequest) -> HttpResponse:
    """Every series in somebody's charge, the newest first."""
    found, pager = paged(request, in_charge(request.standing), keys=("-created_at", "-id"))
    rows = [{"series": each, "words": rule_words(each.rule, each.first_on)} for each in found]
    return show(request, "desk/series_list.html", {"rows": rows, "pager": pager}, on="activities")


@never_cache
@require_safe
@staff
def series(request: HouseRequest, key: UUID) -> HttpResponse:
    """The rule, what is to be done now, and every occurrence."""
    by, at = request.standing, clock.now()
    found = series_within(by, key)
    rows, numbers = list(occurrences(found)), numbers_of(found)
    today = clock.day_of(at)
    context = {
        "series": found,
        "words": rule_words(found.rule, found.first_on),
        "rows": [
            {
                "id": row.pk,
                "when": span_words(row.starts_at, row.ends_at, today),
                "moved": clock.day_of(row.starts_at) != row.occurs_on,
                "taken": numbers[row.pk][0],
                "places": numbers[row.pk][1],
                "waiting": row.waiting,  # type: ignore[attr-defined]
                "state": ActivityState(row.state).label,
                "kind": KINDS[ActivityState(row.state)],
            }
            for row in rows
        ],
        "left_out": found.left_out,
        "unknown": years_unknown([row.occurs_on for row in rows if row.occurs_on]) if rows else [],
        **_steps(by, found, rows, at),
    }
    return show(request, "desk/series.html", context, on="activities")


def _steps(by: Standing, found: Series, rows: list[Activity], at: datetime) -> dict[str, Any]:
    """How many wait for a hand-in and for a decision, and whether this person may do it."""
    ahead = [row for row in rows if row.ends_at > at]
    drafts = [row for row in ahead if row.state in EDITABLE]
    submitted = [row for row in ahead if row.state == ActivityState.SUBMITTED]
    note = next((row.review_note for row in drafts if row.review_note), "")
    return {
        "drafts": len(drafts) if policy.may_publish_for(by, found.body) else 0,
        "submitted": len(submitted),
        "unstated": bool(submitted) and not all_affirmed(submitted),
        "may_review": bool(submitted) and all(policy.may_review(by, row) for row in submitted),
        "note": note,
        "first_draft": drafts[0].pk if drafts else None,
        "coming": sum(row.state == ActivityState.PUBLISHED for row in ahead),
        "first_submitted": submitted[0].pk if submitted else None,
    }


@require_POST
@staff
def submit(request: HouseRequest, key: UUID) -> HttpResponse:
    found = series_within(request.standing, key)
    try:
        return _told(
            request, key, _("%(n)d 场一起提交了，审核通过后马上发布。"),
            lambda: submit_series(by=request.standing, series=found, at=clock.now()), but=(IncompleteNotice,),
        )  # fmt: skip
    except IncompleteNotice as fault:
        return fill_in_series(request, fault)


@require_POST
@staff
def approve(request: HouseRequest, key: UUID) -> HttpResponse:
    found, affirms = series_within(request.standing, key), request.POST.get("affirms") == "yes"
    return _told(
        request, key, _("%(n)d 场都发布了。"),
        lambda: approve_series(by=request.standing, series=found, affirms_service=affirms, at=clock.now()),
    )  # fmt: skip


@require_POST
@staff
def refuse(request: HouseRequest, key: UUID) -> HttpResponse:
    found, note = series_within(request.standing, key), request.POST.get("note", "")
    return _told(
        request, key, _("%(n)d 场都退回了，发布人会看到你的意见。"),
        lambda: refuse_series(by=request.standing, series=found, note=note, at=clock.now()),
    )  # fmt: skip


def _told(
    request: HouseRequest,
    key: UUID,
    done: str,
    act: Callable[[], int],
    but: tuple[type[DomainError], ...] = (),
) -> HttpResponse:
    with refusal_told(request, but=but):
        messages.success(request, done % {"n": act()})
    return redirect("desk:series", key=key)
