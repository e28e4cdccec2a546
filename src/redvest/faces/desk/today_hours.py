"""What waits on the desk's first page about hours: to record, to second, in dispute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.today_task import MOST, more, task_row
from redvest.faces.shared.words import day_words
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.queries.recording import recording_days, recording_due, unfinished
from redvest.service.queries.report import open_reports


def second_tasks(count: int) -> list[dict[str, Any]]:
    """All together: they are dealt with on one page."""
    if not count:
        return []
    title = _("%(n)d 人的时长等第二人复核") % {"n": count}
    return [
        task_row(_("时长待复核"), title, "", "", reverse("desk:hours"), _("去复核"), urgent=False, n=count)
    ]


def report_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """The most urgent ones by themselves: each has its own answer."""
    today = clock.day_of(at)
    rows = [
        task_row(
            _("时长有异议"), each.text, each.body.name, _("最晚 %(day)s") % {"day": day_words(each.due_on, today)},
            reverse("desk:report", args=[each.pk]), _("去核实"), urgent=each.due_on - today < timedelta(days=2),
        )
        for each in open_reports(by)[:MOST]
        if by.administers(each.body_id, each.body.region_path) or (each.activity and policy.may_lead(by, each.activity))
    ]  # fmt: skip
    return [*rows, *more(count, min(count, MOST), _("时长有异议"), reverse("desk:reports"))]


def unfinished_tasks(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """Activities that are over and whose hours are not all on record, the oldest first."""
    now = clock.day_of(at)
    found = list(unfinished(by, at).select_related("body").order_by("ends_at")[:MOST])
    # One rule for the list: a city's districts hardly differ here, and the activity's own page says it exactly.
    days = recording_days(found[0].region_path, now) if found else 0
    rows = [_recording(by, activity, now, days) for activity in found]
    return [*rows, *more(count, len(rows), _("时长没确认完"), reverse("desk:overdue"))]


def _recording(by: Standing, activity: Any, now: date, days: int) -> dict[str, Any]:
    due = recording_due(activity, days)
    leads = policy.may_lead(by, activity)
    said = (
        _("最晚 %(day)s") % {"day": day_words(due.on, now)} if not due.missed(now) else _("已经超过记录期限")
    )
    where = "desk:activity-hours" if leads else "desk:activity"
    return task_row(
        _("时长没确认完"), activity.title, activity.body.name, said, reverse(where, args=[activity.pk]),
        _("去确认") if leads else _("看看"), urgent=due.on - now < timedelta(days=3),
    )  # fmt: skip
