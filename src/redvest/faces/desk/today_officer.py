"""An officer's and inspector's part of the first page: what waits beside activities, organisations and hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.desk.frame import judges
from redvest.faces.desk.today_task import MOST, more, task_row
from redvest.faces.shared.words import day_words
from redvest.honour.queries.award import editions_waiting
from redvest.honour.queries.award_jury import seats_waiting
from redvest.honour.queries.star import stars_waiting
from redvest.oversight.policy import visits_waiting
from redvest.registry.models import AccountRecovery, BodyChange
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.body_life import changes_to_decide
from redvest.registry.queries.recovery import witnessed_recoveries
from redvest.registry.queries.rights_request import open_rights
from redvest.service.queries.reflection import reflections_waiting

SOON = timedelta(days=3)


def officer_counts(by: Standing) -> dict[str, QuerySet[Any] | None]:
    """What is counted together with the other figures of the page."""
    officer = bool(by.regions())
    return {
        "changes": changes_of_others(by) if officer else None,
        "recoveries": recoveries_to_confirm(by) if officer else None,
        "visits": visits_waiting(by),
        "rights": open_rights(by) if officer else None,
        "stars": stars_waiting(by) if officer else None,
        "editions": editions_waiting(by) if officer else None,
        "reflections": reflections_waiting(by) if officer or by.bodies() else None,
        "jury": seats_waiting(by) if judges(by) else None,
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
        *_of_honour(counts),
        *_visits(by, counts["visits"]),
        *_rights(by, clock.day_of(at), counts["rights"]),
    ]


def _of_honour(counts: dict[str, int]) -> list[dict[str, Any]]:
    """What thanks people and waits for somebody: a row each, for each is dealt with on a list of its own."""
    known = (
        ("stars", _("星级"), _("%(n)d 件星级申请或异议等处理"), "desk:stars", _("去处理")),
        ("editions", _("评选"), _("%(n)d 届评选有事等你"), "desk:editions", _("去看")),
        ("jury", _("评审"), _("%(n)d 届评选等你打分"), "desk:jury", _("去打分")),
        ("reflections", _("心得"), _("%(n)d 篇心得等你看"), "desk:reflections", _("去看")),
    )
    return [
        task_row(what, title % {"n": counts[key]}, "", "", reverse(page), cta, urgent=False, n=counts[key])
        for key, what, title, page, cta in known
        if counts.get(key)
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
