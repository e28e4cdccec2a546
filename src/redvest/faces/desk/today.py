"""The first page of the desk: what waits for me, what is on today, and a few figures of my place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.db.counts import counts_of
from redvest.faces.desk.activities import is_running, row_of
from redvest.faces.desk.frame import apart, show
from redvest.faces.desk.presence import count_of_people_at
from redvest.faces.desk.scope import bodies_within
from redvest.faces.desk.today_officer import more, officer_counts, officer_tasks
from redvest.faces.desk.today_station import keeper_part
from redvest.faces.desk.words import deadline_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.words import day_words
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.policy import Standing, may_guard, may_read_trail
from redvest.registry.queries.annual_report import bodies_run_lacking, bodies_silent
from redvest.registry.queries.body import bodies_to_decide
from redvest.registry.queries.help_call import waiting_calls
from redvest.registry.queries.station_today import team_of
from redvest.registry.queries.volunteer import people_of
from redvest.service import policy
from redvest.service.choices import ActivityState, Grade
from redvest.service.models import HoursEntry
from redvest.service.queries.activity import in_my_charge, to_review, with_card_facts
from redvest.service.queries.backfill import waiting_requests
from redvest.service.queries.hours import awaiting_second_officer
from redvest.service.queries.integrity_case import to_do
from redvest.service.queries.recording import recording_days, recording_due, unfinished
from redvest.service.queries.report import open_reports
from redvest.service.rules.measure import shares

MOST = 6
RECENT = timedelta(days=30)


@never_cache
@require_safe
@staff
def today(request: HouseRequest) -> HttpResponse:
    """Everything here is a link to where it is dealt with."""
    by, at = request.standing, clock.now()
    counts = _counts(by, at)
    keeper = keeper_part(by, at, _task)
    tasks = [
        *_help(counts["help"]),
        *keeper["keeper_tasks"],
        *_reviews(by, at, counts["activities"]),
        *_bodies(by, at, counts["applied"]),
        *_silent(counts.get("silent", 0)),
        *_lacking(by, at, counts.get("lacking", 0)),
        *_second(counts["second"]),
        *_reports(by, at, counts["reports"]),
        *_requests(counts.get("backfills", 0) + counts.get("transfers", 0)),
        *officer_tasks(by, at, counts, _task),
        *_unfinished(by, at, counts["unfinished"]),
        *_cases(by, at, counts["cases"]),
    ]
    context = {
        "tasks": tasks,
        "waiting_in_all": sum(task["n"] for task in tasks),
        "most": MOST,
        "activities": _today_rows(by, at),
        "next_up": [row_of(activity, at) for activity in _next(by, at)],
        "figures": _figures(by, at, counts),
        "grades": _recent_grades(by, at),
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


def _task(
    what: str, title: str, source: str, due: str, url: str, cta: str, *, urgent: bool, n: int = 1
) -> dict[str, Any]:
    """One row; ``n`` is how many things it stands for."""
    return {
        "what": what,
        "title": title,
        "source": source,
        "due": due,
        "url": url,
        "cta": cta,
        "urgent": urgent,
        "n": n,
    }


def _reviews(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """An activity is best decided before people have to sign up: the deadline is its start."""
    if not by.regions():
        return []
    rows = [
        _task(
            _("活动待审核"), activity.title, activity.body.name, deadline_words(activity.starts_at, at),
            reverse("desk:activity", args=[activity.pk]), _("去审核"), urgent=activity.starts_at - at < timedelta(days=1),
        )
        for activity in to_review(by)[:MOST]
    ]  # fmt: skip
    url = f"{reverse('desk:activities')}?state={ActivityState.SUBMITTED}"
    return [*rows, *more(count, len(rows), _("活动待审核"), url, _task)]


def _bodies(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    if not by.regions():
        return []
    now = clock.day_of(at)
    rows = [
        _task(
            _("组织待审核"), body.name, body.region.name,
            _("%(day)s 申请") % {"day": day_words(clock.day_of(body.applied_at), now)},
            reverse("desk:body", args=[body.pk]), _("去审核"), urgent=False,
        )
        for body in bodies_to_decide(by)[:MOST]
    ]  # fmt: skip
    url = f"{reverse('desk:bodies')}?state={BodyState.APPLIED}"
    return [*rows, *more(count, len(rows), _("组织待审核"), url, _task)]


def _silent(count: int) -> list[dict[str, Any]]:
    """Organisations of the place that let the last day of their annual report pass."""
    if not count:
        return []
    title = _("%(n)d 个组织的年度工作报告过期没交") % {"n": count}
    url = f"{reverse('desk:annual-reports')}?of=missing"
    return [_task(_("年度报告"), title, "", "", url, _("去督促"), urgent=True, n=count)]


def _lacking(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """One's own organisations that were reminded of theirs."""
    if not count:
        return []
    year = clock.day_of(at).year - 1
    return [
        _task(
            _("年度报告"), _("%(year)d 年度工作报告还没交") % {"year": year}, body.name, "",
            reverse("desk:annual-report", args=[body.pk, year]), _("去写"), urgent=True,
        )
        for body in bodies_run_lacking(by, year).order_by("name", "id")[:MOST]
    ]  # fmt: skip


def _second(count: int) -> list[dict[str, Any]]:
    """All together: they are dealt with on one page."""
    if not count:
        return []
    title = _("%(n)d 人的时长等第二人复核") % {"n": count}
    return [_task(_("时长待复核"), title, "", "", reverse("desk:hours"), _("去复核"), urgent=False, n=count)]


def _reports(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """The most urgent ones by themselves: each has its own answer."""
    today = clock.day_of(at)
    rows = [
        _task(
            _("时长有异议"), each.text, each.body.name, _("最晚 %(day)s") % {"day": day_words(each.due_on, today)},
            reverse("desk:report", args=[each.pk]), _("去核实"), urgent=each.due_on - today < timedelta(days=2),
        )
        for each in open_reports(by)[:MOST]
        if by.administers(each.body_id, each.body.region_path) or (each.activity and policy.may_lead(by, each.activity))
    ]  # fmt: skip
    return [*rows, *more(count, min(count, MOST), _("时长有异议"), reverse("desk:reports"), _task)]


def _help(count: int) -> list[dict[str, Any]]:
    """Who asked for help at a station's screen waits for a person, before any paper."""
    if not count:
        return []
    title = _("%(n)d 条求助还没有人处理") % {"n": count}
    return [_task(_("站里的求助"), title, "", "", reverse("desk:kiosks"), _("去处理"), urgent=True, n=count)]


def _requests(count: int) -> list[dict[str, Any]]:
    if not count:
        return []
    title = _("%(n)d 份补录或转入等审批") % {"n": count}
    return [
        _task(_("补录和转入"), title, "", "", reverse("desk:backfills"), _("去审批"), urgent=False, n=count)
    ]


def _cases(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    """Cases of the radar that were given to this officer by name."""
    if not by.regions():
        return []
    rows = [
        _task(
            _("风险提示"), str(case.get_rule_display()), case.body.name if case.body else "",
            deadline_words(case.due_at, at) if case.due_at else "", reverse("desk:case", args=[case.pk]), _("去核实"),
            urgent=case.due_at is not None and case.due_at - at < timedelta(days=3),
        )
        for case in to_do(by)[:MOST]
    ]  # fmt: skip
    return [*rows, *more(count, len(rows), _("风险提示"), reverse("desk:integrity"), _task)]


def _unfinished(by: Standing, at: datetime, count: int) -> list[dict[str, Any]]:
    now = clock.day_of(at)
    found = list(unfinished(by, at).select_related("body").order_by("ends_at")[:MOST])
    # One rule for the list: a city's districts hardly differ here, and the activity's own page says it exactly.
    days = recording_days(found[0].region_path, now) if found else 0
    rows = [_recording(by, activity, now, days) for activity in found]
    return [*rows, *more(count, len(rows), _("时长没确认完"), reverse("desk:overdue"), _task)]


def _recording(by: Standing, activity: Any, now: date, days: int) -> dict[str, Any]:
    due = recording_due(activity, days)
    leads = policy.may_lead(by, activity)
    said = (
        _("最晚 %(day)s") % {"day": day_words(due.on, now)} if not due.missed(now) else _("已经超过记录期限")
    )
    where = "desk:activity-hours" if leads else "desk:activity"
    return _task(
        _("时长没确认完"), activity.title, activity.body.name, said, reverse(where, args=[activity.pk]),
        _("去确认") if leads else _("看看"), urgent=due.on - now < timedelta(days=3),
    )  # fmt: skip


def _on_today(by: Standing, at: datetime) -> QuerySet[Any]:
    begins = datetime.combine(clock.day_of(at), time.min, clock.CHINA)
    live = (ActivityState.PUBLISHED, ActivityState.CLOSED)
    rows = in_my_charge(by).filter(
        state__in=live, starts_at__lt=begins + timedelta(days=1), ends_at__gte=begins
    )
    return with_card_facts(rows).order_by("starts_at", "id")[: 2 * MOST]


def _today_rows(by: Standing, at: datetime) -> list[dict[str, Any]]:
    """Today's activities; of those that run, how many have come, and whether this person checks them in."""
    found = list(_on_today(by, at))
    running = [activity.pk for activity in found if is_running(activity, at)]
    came = count_of_people_at(running) if running else {}
    return [
        {**row_of(activity, at), "came": came.get(activity.pk, 0), "leads": policy.may_lead(by, activity)}
        for activity in found
    ]


def _next(by: Standing, at: datetime) -> QuerySet[Any]:
    """What comes after today."""
    tomorrow = datetime.combine(clock.day_of(at) + timedelta(days=1), time.min, clock.CHINA)
    rows = in_my_charge(by).filter(state=ActivityState.PUBLISHED, starts_at__gte=tomorrow)
    return with_card_facts(rows).order_by("starts_at", "id")[:MOST]


def _counts(by: Standing, at: datetime) -> dict[str, int]:
    """All that this page only counts, in one query.

    People and organisations as the city's headline numbers count them: real names, good standing.
    """
    real = (RealNameState.CHECKED, RealNameState.VERIFIED)
    month, after = _month(at)
    year = clock.day_of(at).year - 1
    return counts_of(
        {
            "second": awaiting_second_officer(by),
            "help": waiting_calls(by),
            **waiting_requests(by),
            **officer_counts(by),
            "activities": to_review(by) if by.regions() else None,
            "applied": bodies_to_decide(by) if by.regions() else None,
            "cases": to_do(by) if by.regions() else None,
            "reports": open_reports(by) if by.regions() else None,
            "unfinished": unfinished(by, at),
            "silent": bodies_silent(by, year) if by.regions() else None,
            "lacking": bodies_run_lacking(by, year),
            "people": people_of(by).filter(state=VolunteerState.ACTIVE, real_name_state__in=real),
            "bodies": bodies_within(by).filter(state=BodyState.ACTIVE) if by.regions() else None,
            "team": team_of(by.stations()) if by.stations() else None,
            "month": in_my_charge(by).filter(starts_at__gte=month, starts_at__lt=after),
        }
    )


def _figures(by: Standing, at: datetime, counts: dict[str, int]) -> list[tuple[str, int, str]]:
    named = _("实名志愿者") if by.regions() else _("实名成员")
    figures = []
    if by.regions() or by.bodies():
        figures.append((named, counts["people"], reverse("desk:people")))
    if stations := by.stations():
        team = f"{reverse('desk:station-holding', args=[stations[0]])}#team"
        figures.append((_("站里队伍"), counts["team"], team))
    if by.regions():
        figures.append((_("志愿组织"), counts["bodies"], reverse("desk:bodies")))
    if by.regions() or by.bodies():
        figures.append((_("本月活动"), counts["month"], _month_of(*_month(at))))
    return figures


def _month(at: datetime) -> tuple[datetime, datetime]:
    """The month around a moment: its first midnight and the next one's."""
    begins = datetime.combine(clock.day_of(at).replace(day=1), time.min, clock.CHINA)
    return begins, (begins + timedelta(days=32)).replace(day=1)


def _month_of(begins: datetime, after: datetime) -> str:
    """The list of just these activities: the figure opens to its rows."""
    last = after - timedelta(days=1)
    return f"{reverse('desk:activities')}?from={begins:%Y-%m-%d}&to={last:%Y-%m-%d}"


def _recent_grades(by: Standing, at: datetime) -> dict[str, Any]:
    """The minutes of the last thirty days by grade: how much of what is recorded is also proven."""
    where = Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    rows = HoursEntry.objects.filter(where, city=by.city, recorded_at__gte=at - RECENT)
    sums = dict(rows.values_list("grade").annotate(total=Sum("minutes")).order_by())
    minutes = {grade.value: max(0, int(sums.get(grade.value, 0))) for grade in Grade}
    total = sum(minutes.values())
    share = shares(minutes)
    percent = 100 - share["D"] if total else None
    return {"minutes": minutes, "total": total, "percent": percent, "share": share}
