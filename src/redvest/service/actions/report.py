"""Reports of errors (order 67 art. 13): a volunteer says what is wrong, somebody verifies and answers, silence escalates.

An accepted report becomes a correction, a void or a first record; nothing is ever overwritten.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.role import nearest_officers
from redvest.service import policy
from redvest.service.actions import correction, hours, hours_entry
from redvest.service.actions.telling import in_charge_of, tell_accounts
from redvest.service.backfill_errors import RequestDecided
from redvest.service.choices import EntryKind, ReportDecision, ReportKind, RequestState, SheetState
from redvest.service.errors import ReasonNeeded
from redvest.service.hours_errors import BadHours, EntryNotFound, EntryVoided
from redvest.service.models import Activity, ErrorReport, HoursEntry, HoursSheet, SignUp
from redvest.service.queries.history import current_of
from redvest.service.queries.report import answer_due, overdue_reports
from redvest.service.report_errors import AlreadyReported, BadReport

LONGEST = 200


@transaction.atomic
def report_error(
    *, by: Standing, entry: HoursEntry, text: str, wanted_minutes: int | None, at: datetime
) -> ErrorReport:
    """The volunteer says that an entry of theirs is wrong. Raises EntryNotFound, BadReport, EntryVoided, AlreadyReported."""
    require_volunteer(by)
    if not by.is_self(entry.volunteer_id):
        raise EntryNotFound
    if entry.kind == EntryKind.VOID or HoursEntry.objects.filter(voids=entry).exists():
        raise EntryVoided("这条记录已经作废了。要说的话，请在现在有效的那一条上提。")
    report = ErrorReport(kind=ReportKind.WRONG, body=entry.body, activity_id=entry.activity_id, entry=entry)
    return _file(by, report, text, wanted_minutes, at)


@transaction.atomic
def report_missing(
    *, by: Standing, activity: Activity, text: str, wanted_minutes: int | None, at: datetime
) -> ErrorReport:
    """The volunteer was at an activity and has no hours of it. Raises BadReport, AlreadyReported."""
    require_volunteer(by)
    if at < activity.ends_at:
        raise BadReport("活动还没结束，时长在结束后记录。")
    if not SignUp.objects.filter(activity=activity, volunteer_id__in=by.records).exists():
        raise BadReport("你没有报名这场活动。确实去了，请找领队用补录来办。")
    sheets = HoursSheet.objects.filter(activity=activity, volunteer_id__in=by.records, entry__isnull=False)
    if sheets.exclude(state=SheetState.REFUSED).exists():
        raise BadReport("这场活动已经有你的时长，有错请在那一条上提。")
    report = ErrorReport(kind=ReportKind.MISSING, body=activity.body, activity=activity)
    return _file(by, report, text, wanted_minutes, at)


def _file(
    by: Standing, report: ErrorReport, text: str, wanted_minutes: int | None, at: datetime
) -> ErrorReport:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadReport("请写明哪里不对，最多 200 个字。")
    if wanted_minutes is not None and not 1 <= wanted_minutes <= 44_640:
        raise BadReport("应为多少分钟，要填 1 到 44640 之间的整数。")
    report.city, report.volunteer_id = report.body.city, require_volunteer(by)
    report.text, report.wanted_minutes, report.filed_at = text, wanted_minutes, at
    report.due_on = answer_due(report.body.region_path, clock.day_of(at))
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as fault:
        raise AlreadyReported from fault
    audit.write_line(by=by.actor, at=at, city=report.city, verb="report_error", target=report)
    text = f"【{report.body.name}】有志愿者对时长提出异议，请在 {report.due_on.month}月{report.due_on.day}日 前核实答复。"
    notice = Notice(MessageKind.WORK, about=report)
    tell_accounts(
        accounts=in_charge_of(body=report.body, on=clock.day_of(at)), text=text, at=at, notice=notice
    )
    return report


@transaction.atomic
def answer_report(
    *,
    by: Standing,
    report: ErrorReport,
    decision: ReportDecision,
    minutes: int | None,
    reason: str,
    at: datetime,
) -> ErrorReport:
    """Verify a report and act on it; the volunteer hears the answer.

    CORRECT needs minutes, RECORD takes them or what the stays add up to. Raises NotAllowed, OwnHours, ReasonNeeded,
    RequestDecided, and what correcting, voiding and confirming raise: then nothing is answered.
    """
    policy.require_may_correct(by, report.activity, report.body)
    policy.require_not_self(by, report.volunteer_id)
    if not reason.strip():
        raise ReasonNeeded
    accepted = decision != ReportDecision.REFUSE
    open_ones = ErrorReport.objects.filter(pk=report.pk, state=RequestState.OPEN)
    if not open_ones.update(
        state=RequestState.ACCEPTED if accepted else RequestState.REFUSED,
        answered_by=by.account_id,
        answered_at=at,
        answer=reason.strip()[:LONGEST],
    ):
        raise RequestDecided
    # A copy of its own: a caller's row keeps saying "open" when all of this is rolled back.
    report = ErrorReport.objects.select_related("body", "activity", "entry", "volunteer").get(pk=report.pk)
    if accepted:
        report.result = _act(by, report, decision, minutes, reason.strip()[:LONGEST], at)
        report.save(update_fields=["result"])
    audit.write_line(
        by=by.actor, at=at, city=report.city, verb="answer_report", target=report, decision=str(decision)
    )
    said = "已经核实处理" if accepted else "核实后维持原样"
    text = f"【{report.body.name}】你对时长的异议{said}：{report.answer}。详情见“我的时长”。"
    tell_person(volunteer=report.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=report))
    return report


def _act(
    by: Standing,
    report: ErrorReport,
    decision: ReportDecision,
    minutes: int | None,
    reason: str,
    at: datetime,
) -> HoursEntry:
    if report.entry is None:
        return _record(by, report, decision, minutes, at)
    entry = current_of(report.entry)
    if entry is None:
        raise EntryVoided
    if decision == ReportDecision.VOID:
        return correction.void_entry(by=by, entry=entry, reason=reason, at=at)
    if decision != ReportDecision.CORRECT or minutes is None:
        raise BadHours("请填写更正后是多少分钟。")
    return correction.correct_entry(by=by, entry=entry, minutes=minutes, reason=reason, at=at)


def _record(
    by: Standing, report: ErrorReport, decision: ReportDecision, minutes: int | None, at: datetime
) -> HoursEntry:
    """Hours that were missing: confirmed as any others, by who leads the activity, with the evidence there is."""
    if decision != ReportDecision.RECORD or report.activity is None:
        raise BadHours("这条说的是漏记，请选“补记”或“维持原样”。")
    form = hours.HoursForm(report.volunteer_id, minutes)
    (result,) = hours.confirm_hours(by=by, activity=report.activity, entries=[form], at=at)
    if result.outcome not in (hours_entry.RECORDED, hours_entry.ALREADY) or result.entry_id is None:
        raise BadHours(result.sentence or None)
    return HoursEntry.objects.get(pk=result.entry_id)


@transaction.atomic
def escalate_reports(*, city: str, at: datetime) -> int:
    """Tell the officers of the place about reports that nobody answered in time, each once; returns how many."""
    today, count = clock.day_of(at), 0
    for report in overdue_reports(city, today).select_for_update(of=("self",), skip_locked=True):
        ErrorReport.objects.filter(pk=report.pk).update(escalated_at=at)
        officers = nearest_officers(report.body.region_path, today)
        text = f"“{report.body.name}”有一条时长异议超过 {report.due_on.month}月{report.due_on.day}日 没有答复，请你来核实。"
        tell_accounts(accounts=officers, text=text, at=at, notice=Notice(MessageKind.WORK, about=report))
        audit.write_line(by=audit.SYSTEM, at=at, city=city, verb="escalate_report", target=report)
        count += 1
    return count
