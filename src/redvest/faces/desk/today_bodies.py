"""What waits on the desk's first page about organisations: applications and annual reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.today_task import MOST, more, task_row
from redvest.faces.shared.words import day_words
from redvest.registry.choices import BodyState
from redvest.registry.policy import Standing
from redvest.registry.queries.annual_report import bodies_run_lacking
from redvest.registry.queries.body import bodies_to_decide


def body_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """Applications of the places that this officer governs."""
    if not by.regions():
        return []
    now = clock.day_of(at)
    rows = [
        task_row(
            _("组织待审核"), body.name, body.region.name,
            _("%(day)s 申请") % {"day": day_words(clock.day_of(body.applied_at), now)},
            reverse("desk:body", args=[body.pk]), _("去审核"), urgent=False,
        )
        for body in bodies_to_decide(by)[:MOST]
    ]  # fmt: skip
    url = f"{reverse('desk:bodies')}?state={BodyState.APPLIED}"
    return [*rows, *more(count, len(rows), _("组织待审核"), url)]


def silent_tasks(count: int) -> list[dict[str, Any]]:
    """Organisations of the place that let the last day of their annual report pass."""
    if not count:
        return []
    title = _("%(n)d 个组织的年度工作报告过期没交") % {"n": count}
    url = f"{reverse('desk:annual-reports')}?of=missing"
    return [task_row(_("年度报告"), title, "", "", url, _("去督促"), urgent=True, n=count)]


def lacking_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """One's own organisations that were reminded of theirs."""
    if not count:
        return []
    year = clock.day_of(at).year - 1
    return [
        task_row(
            _("年度报告"), _("%(year)d 年度工作报告还没交") % {"year": year}, body.name, "",
            reverse("desk:annual-report", args=[body.pk, year]), _("去写"), urgent=True,
        )
        for body in bodies_run_lacking(by, year).order_by("name", "id")[:MOST]
    ]  # fmt: skip
