"""Where hours come from and what is said about them: histories, reports of errors, refusals, what is overdue."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotAllowed, NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.attendance import volunteer_ids
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, staff, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import Reason
from redvest.faces.openapi.shapes.base import PageQuery
from redvest.faces.openapi.shapes.records import (
    AnswerForm,
    History,
    HistoryItem,
    OffDutyShape,
    OverdueItem,
    OverdueList,
    RefusalForm,
    RefusalShape,
    ReportForm,
    Reports,
    ReportShape,
)
from redvest.registry.models import Body
from redvest.service import policy
from redvest.service.actions import report as actions
from redvest.service.actions import statement
from redvest.service.choices import NotService, ReportDecision
from redvest.service.hours_errors import EntryNotFound
from redvest.service.models import Activity, ErrorReport, HoursEntry, RefusedRecord
from redvest.service.queries.history import history_of
from redvest.service.queries.recording import recordings, unrecorded
from redvest.service.queries.report import open_reports, reports_by, reports_for
from redvest.service.queries.statement import standing_refusal

calls = Calls("记录与更正")


@calls.get("/hours/{uuid:entry_id}/history", members, "一条时长的来历", History)
def entry_history(request: Asking, entry_id: UUID) -> HttpResponse:
    """Everything that happened to an entry, for its volunteer and for who may correct it."""
    by = request.standing
    entry = _entry(request, entry_id)
    if not by.is_self(entry.volunteer_id):
        try:
            policy.require_may_correct(by, entry.activity, entry.body)
        except NotAllowed as fault:
            raise EntryNotFound from fault
    lines = [
        HistoryItem(
            at=line.at, kind=line.kind, words=line.words, who=line.who, why=line.why, minutes=line.minutes,
            grade=line.grade, mark=line.mark, source=line.source, entry=line.entry_id,
        )
        for line in history_of(entry)
    ]  # fmt: skip
    return answer(History(items=lines))


@calls.post("/hours/{uuid:entry_id}/reports", volunteers, "对一条时长提出异议", ReportShape, 409, status=201)
@once
def report_entry(request: Asking, entry_id: UUID, form: ReportForm) -> HttpResponse:
    """The volunteer says that an entry of theirs is wrong."""
    made = actions.report_error(
        by=request.standing, entry=_entry(request, entry_id), at=clock.now(), **form.model_dump()
    )
    return answer(_report(made), status=201)


@calls.post(
    "/activities/{uuid:activity_id}/reports", volunteers, "去了却没有时长", ReportShape, 409, status=201
)
@once
def report_missing(request: Asking, activity_id: UUID, form: ReportForm) -> HttpResponse:
    """The volunteer was there and has no hours."""
    activity = find_activity(request, activity_id)
    made = actions.report_missing(by=request.standing, activity=activity, at=clock.now(), **form.model_dump())
    return answer(_report(made), status=201)


@calls.get("/me/reports", volunteers, "我提过的异议", Reports)
def my_reports(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """The latest first, with their answers."""
    assert request.standing.volunteer_id is not None
    rows = reports_by(request.standing.volunteer_id)
    page = page_of(rows, keys=("-filed_at", "-id"), after=asked.after, size=asked.limit)
    return answer(Reports(items=[_report(each) for each in page.items], next=page.next))


@calls.get("/reports", staff, "等我答复的异议", Reports)
def reports_to_answer(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """In one's charge, the most urgent first."""
    rows = open_reports(request.standing)
    page = page_of(rows, keys=("due_on", "id"), after=asked.after, size=asked.limit)
    return answer(Reports(items=[_report(each) for each in page.items], next=page.next))


@calls.post("/reports/{uuid:report_id}/answer", staff, "答复异议", ReportShape, 409)
@once
def answer_report(request: Asking, report_id: UUID, form: AnswerForm) -> HttpResponse:
    """Correct, void, record, or leave as it is; with a reason that the volunteer reads."""
    found = reports_for(request.standing).filter(pk=report_id).first()
    if found is None:
        raise NotFound
    done = actions.answer_report(
        by=request.standing, report=found, decision=ReportDecision(form.decision), minutes=form.minutes,
        reason=form.reason, at=clock.now(),
    )  # fmt: skip
    return answer(_report(done))


@calls.get("/bodies/{uuid:body_id}/overdue", staff, "还没记录完的活动和期限", OverdueList)
def body_overdue(request: Asking, body_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """A body's activities that are over and lack hours, with the last day in time, the longest waiting first."""
    by, at = request.standing, clock.now()
    body = Body.objects.filter(pk=body_id, city=by.city).first()
    if body is None or not (by.leads(body.pk) or by.governs(body.region_path)):
        raise NotFound
    rows = unrecorded(Activity.objects.filter(body=body), at)
    page = page_of(rows, keys=("ends_at", "id"), after=asked.after, size=asked.limit)
    today = clock.day_of(at)
    items = [
        OverdueItem(
            activity=each.activity.pk, title=each.activity.title, ends_at=each.activity.ends_at,
            missing=each.missing, due_on=each.due.on, exact=each.due.exact, overdue=each.due.missed(today),
        )
        for each in recordings(page.items)
    ]  # fmt: skip
    return answer(OverdueList(items=items, next=page.next))


@calls.post("/activities/{uuid:activity_id}/refusals", staff, "不予记录", RefusalShape, 409, status=201)
@once
def refuse_hours(request: Asking, activity_id: UUID, form: RefusalForm) -> HttpResponse:
    """Somebody's hours are not recorded, and why."""
    activity = find_activity(request, activity_id)
    who = volunteer_ids([form.volunteer], request.standing.city)[form.volunteer]
    refused = statement.refuse_hours(
        by=request.standing, activity=activity, volunteer_id=who, kind=NotService(form.kind), note=form.note,
        at=clock.now(),
    )  # fmt: skip
    return answer(_refusal(refused), status=201)


@calls.post(
    "/activities/{uuid:activity_id}/refusals/{uuid:volunteer_id}/reopen", staff, "重新受理", RefusalShape, 409
)
@once
def reopen_refused(request: Asking, activity_id: UUID, volunteer_id: UUID, form: Reason) -> HttpResponse:
    """Another person than who refused takes it up again."""
    refused = standing_refusal(find_activity(request, activity_id), volunteer_id)
    if refused is None:
        raise NotFound
    done = statement.reopen_refused(by=request.standing, refused=refused, reason=form.reason, at=clock.now())
    return answer(_refusal(done))


@calls.post("/activities/{uuid:activity_id}/off-duty", volunteers, "声明业余时间参加", OffDutyShape, 409)
@once
def state_off_duty(request: Asking, activity_id: UUID) -> HttpResponse:
    """Party members' 双报到: hours that waited for this word enter the ledger."""
    activity = find_activity(request, activity_id)
    result = statement.state_off_duty(by=request.standing, activity=activity, at=clock.now())
    return answer(OffDutyShape(stated=True, entry=result.entry_id if result else None))


def _entry(request: Asking, entry_id: UUID) -> HoursEntry:
    rows = HoursEntry.objects.select_related("body", "activity", "volunteer")
    entry = rows.filter(pk=entry_id, city=request.standing.city).first()
    if entry is None:
        raise EntryNotFound
    return entry


def _report(found: ErrorReport) -> ReportShape:
    return ReportShape(
        id=found.pk, kind=found.kind, state=found.state, entry=found.entry_id, activity=found.activity_id,
        text=found.text, wanted_minutes=found.wanted_minutes, filed_at=found.filed_at, due_on=found.due_on,
        answer=found.answer, result=found.result_id,
    )  # fmt: skip


def _refusal(refused: RefusedRecord) -> RefusalShape:
    return RefusalShape(
        id=refused.pk, volunteer=refused.volunteer_id, kind=refused.kind, note=refused.note,
        reopened=refused.reopened_at is not None,
    )  # fmt: skip
