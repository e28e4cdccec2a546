"""An officer's and inspector's part of the first page: what waits beside activities, organisations and hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.today_task import MOST, more, task_row
from redvest.faces.shared.words import day_words
from redvest.oversight.policy import visits_waiting
from redvest.registry.models import AccountRecovery, BodyChange
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.body_life import changes_to_decide
from redvest.registry.queries.recovery import witnessed_recoveries
from redvest.registry.queries.rights_request import open_rights

SOON = timedelta(days=3)


def officer_counts(by: Standing) -> dict[str, QuerySet[Any] | None]:
    """What is counted together with the other figures of the page."""
    officer = bool(by.regions())
    return {
        "changes": changes_of_others(by) if officer else None,
        "recoveries": recoveries_to_confirm(by) if officer else None,
        "visits": visits_waiting(by),
        "rights": open_rights(by) if officer else None,
    }


def changes_of_others(by: Standing) -> QuerySet[BodyChange]:
    """Changes that this officer may decide: nobody decides on their own."""
    return changes_to_decide(by).exclude(asked_by_id=require_member(by))


def recoveries_to_confirm(by: Standing) -> QuerySet[AccountRecovery]:
    """Witnessed by another, for another's account."""
    account_id = require_member(by)
    return witnessed_recoveries(by).exclude(witness_id=account_id).exclude(account_id=account_id)


def officer_tasks(by: Standing, at: datetime, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Their rows: one for all changes and recoveries, which are dealt with on one page; the others each."""
    tasks = []
    if n := counts["changes"]:
        title = _("%(n)d 项组织变更等审核") % {"n": n}
        tasks.append(
            task_row(
                _("组织变更"),
                title,
                "",
                "",
                reverse("desk:body-changes-waiting"),
                _("去审核"),
                urgent=False,
                n=n,
            )
        )
    if n := counts["recoveries"]:
        title = _("%(n)d 个账号等第二人确认") % {"n": n}
        tasks.append(
            task_row(_("账号找回"), title, "", "", reverse("desk:recoveries"), _("去确认"), urgent=True, n=n)
        )
    return [
        *tasks,
        *_visits(by, counts["visits"]),
        *_rights(by, clock.day_of(at), counts["rights"]),
    ]


def _visits(by: Standing, count: int) -> list[dict[str, Any]]:
    if not count:
        return []
    rows = [
        task_row(
            _("等现场检查"), each.station.name, each.station.region.name, "",
            reverse("desk:station-standard", args=[each.station_id]), _("去检查"), urgent=False,
        )
        for each in visits_waiting(by).order_by("submitted_at", "id")[:MOST]
    ]  # fmt: skip
    return [*rows, *more(count, len(rows), _("等现场检查"), reverse("desk:stations"))]


def _rights(by: Standing, today: date, count: int) -> list[dict[str, Any]]:
    """Requests about people's own data, the most urgent first, each with the law's day."""
    if not count:
        return []
    rows = [
        task_row(
            _("个人信息"), _("要求%(kind)s个人信息") % {"kind": each.get_kind_display()}, "",
            _("最晚 %(day)s") % {"day": day_words(each.due_on, today)}, reverse("desk:right", args=[each.pk]),
            _("去答复"), urgent=each.due_on - today < SOON,
        )
        for each in open_rights(by).order_by("due_on", "id")[:MOST]
    ]  # fmt: skip
    return [*rows, *more(count, len(rows), _("个人信息"), reverse("desk:rights"))]
