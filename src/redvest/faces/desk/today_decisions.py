"""What waits on the desk's first page for a decision: reviews, requests, cases, and who asked for help."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.faces.desk.today_task import MOST, more, task_row
from redvest.faces.desk.words import deadline_words
from redvest.registry.policy import Standing
from redvest.service.choices import ActivityState
from redvest.service.queries.absence import appeals_to
from redvest.service.queries.activity import to_review
from redvest.service.queries.integrity_case import to_do


def review_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """An activity is best decided before people have to sign up: the deadline is its start."""
    if not by.regions():
        return []
    rows = [
        task_row(
            _("活动待审核"), activity.title, activity.body.name, deadline_words(activity.starts_at, at),
            reverse("desk:activity", args=[activity.pk]), _("去审核"), urgent=activity.starts_at - at < timedelta(days=1),
        )
        for activity in to_review(by)[:MOST]
    ]  # fmt: skip
    url = f"{reverse('desk:activities')}?state={ActivityState.SUBMITTED}"
    return [*rows, *more(count, len(rows), _("活动待审核"), url)]


def help_tasks(count: int) -> list[dict[str, Any]]:
    """Who asked for help at a station's screen waits for a person, before any paper."""
    if not count:
        return []
    title = _("%(n)d 条求助还没有人处理") % {"n": count}
    return [
        task_row(_("站里的求助"), title, "", "", reverse("desk:kiosks"), _("去处理"), urgent=True, n=count)
    ]


def request_tasks(count: int) -> list[dict[str, Any]]:
    """Back-fill and transfer-in together: they are dealt with on one page."""
    if not count:
        return []
    title = _("%(n)d 份补录或转入等审批") % {"n": count}
    return [
        task_row(
            _("补录和转入"), title, "", "", reverse("desk:backfills"), _("去审批"), urgent=False, n=count
        )
    ]


def appeal_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """Words on absences, all together: they are dealt with on one page; the first deadline stands for all."""
    if not count:
        return []
    first = appeals_to(by, at).values_list("answer_by", flat=True).first()
    due = deadline_words(first, at) if first else ""
    urgent = first is not None and first - at < timedelta(days=1)
    title = _("%(n)d 份没到场的说明等答复") % {"n": count}
    return [
        task_row(
            _("没到场的说明"), title, "", due, reverse("desk:absences"), _("去答复"), urgent=urgent, n=count
        )
    ]


def case_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """Cases of the radar that were given to this officer by name."""
    if not by.regions():
        return []
    rows = [
        task_row(
            _("风险提示"), str(case.get_rule_display()), case.body.name if case.body else "",
            deadline_words(case.due_at, at) if case.due_at else "", reverse("desk:case", args=[case.pk]), _("去核实"),
            urgent=case.due_at is not None and case.due_at - at < timedelta(days=3),
        )
        for case in to_do(by)[:MOST]
    ]  # fmt: skip
    return [*rows, *more(count, len(rows), _("风险提示"), reverse("desk:integrity"))]
