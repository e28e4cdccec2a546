"""The first page of the desk: what waits for me, what is on today, and a few figures of my place."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.desk.activities import row_of
from redvest.faces.desk.frame import apart, show
from redvest.faces.desk.today_activities import coming, today_rows
from redvest.faces.desk.today_bodies import body_tasks, lacking_tasks, silent_tasks
from redvest.faces.desk.today_counts import page_counts
from redvest.faces.desk.today_decisions import (
    appeal_tasks,
    case_tasks,
    help_tasks,
    request_tasks,
    review_tasks,
)
from redvest.faces.desk.today_figures import figures_of
from redvest.faces.desk.today_grades import recent_grades
from redvest.faces.desk.today_hours import report_tasks, second_tasks, unfinished_tasks
from redvest.faces.desk.today_officer import officer_tasks
from redvest.faces.desk.today_station import keeper_part
from redvest.faces.desk.today_task import MOST
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.policy import Standing, may_guard, may_read_trail


@never_cache
@require_safe
@staff
def today(request: HouseRequest) -> HttpResponse:
    """Everything here is a link to where it is dealt with."""
    by, at = request.standing, clock.now()
    counts = page_counts(by, at)
    keeper = keeper_part(by, at)
    tasks = [
        *help_tasks(counts["help"]),
        *keeper["keeper_tasks"],
        *review_tasks(by, at, counts["activities"]),
        *body_tasks(by, at, counts["applied"]),
        *silent_tasks(counts.get("silent", 0)),
        *lacking_tasks(by, at, counts.get("lacking", 0)),
        *second_tasks(counts["second"]),
        *report_tasks(by, at, counts["reports"]),
        *appeal_tasks(by, at, counts["appeals"]),
        *request_tasks(counts.get("backfills", 0) + counts.get("transfers", 0)),
        *officer_tasks(by, at, counts),
        *unfinished_tasks(by, at, counts["unfinished"]),
        *case_tasks(by, at, counts["cases"]),
    ]
    context = {
        "tasks": tasks,
        "waiting_in_all": sum(task["n"] for task in tasks),
        "most": MOST,
        "activities": today_rows(by, at),
        "next_up": [row_of(activity, at) for activity in coming(by, at)],
        "figures": figures_of(by, at, counts),
        "grades": recent_grades(by, at),
        "may_publish": bool(by.regions() or by.bodies()),
        "kept": keeper["kept"],
        "nearby": keeper["nearby"],
    }
    if apart(by):
        context["own_work"] = _own_work(by)
    return show(request, "desk/today.html", context, on="today")


def _own_work(by: Standing) -> list[tuple[str, str, str]]:
    """What a separated administrator comes here for: title, words, address."""
    found = []
    if may_read_trail(by):
        words = _("谁在什么时候做了什么，按人、动作、日期找。")
        found.append((_("审计记录"), words, reverse("desk:audit")))
    if may_guard(by):
        words = _("看一个账号在哪里登录着，结束登录，收回接口令牌。")
        found.append((_("账号安全"), words, reverse("desk:security")))
    return [
        *found,
        (_("我能做什么"), _("你的角色能做什么，是谁给的，到哪天为止。"), reverse("desk:roles-why")),
    ]
