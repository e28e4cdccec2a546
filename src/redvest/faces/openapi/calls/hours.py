"""Confirming hours, standing behind them, correcting them, and one's own ledger."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.attendance import volunteer_ids
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import Reason
from redvest.faces.openapi.shapes.base import Named, PageQuery
from redvest.faces.openapi.shapes.hours import (
    CorrectionForm,
    Entries,
    EntryShape,
    EntryWritten,
    HoursForm,
    HoursOutcome,
    HoursResults,
    Sheets,
    SheetShape,
)
from redvest.registry.rules.names import mask_name
from redvest.service.actions import correction, hours_entry, second_person
from redvest.service.actions import hours as actions
from redvest.service.choices import EntryKind
from redvest.service.hours_errors import EntryNotFound
from redvest.service.models import HoursEntry, HoursSheet
from redvest.service.queries import hours as queries

calls = Calls("时长")


@calls.post("/activities/{uuid:activity_id}/hours", staff, "确认时长", HoursResults, 409)
@once
def confirm_hours(request: Asking, activity_id: UUID, form: HoursForm) -> HttpResponse:
    """The leader countersigns actual minutes, each person for themselves."""
    activity = find_activity(request, activity_id)
    known = volunteer_ids([line.volunteer for line in form.entries], request.standing.city)
    forms = [actions.HoursForm(known[line.volunteer], line.minutes) for line in form.entries]
    found = actions.confirm_hours(by=request.standing, activity=activity, entries=forms, at=clock.now())
    lines = [_outcome(line.volunteer, each) for line, each in zip(form.entries, found, strict=True)]
    return answer(HoursResults(results=lines))


@calls.get("/me/hours", volunteers, "我的时长", Entries)
def my_hours(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """One's own ledger, voids included, the latest service first."""
    assert request.standing.volunteer_id is not None
    rows = queries.entries_of(request.standing.volunteer_id).select_related("leaf")
    page = page_of(rows, keys=("-service_on", "-id"), after=asked.after, size=asked.limit)
    balance = queries.minutes_by_grade(request.standing.volunteer_id)
    return answer(
        Entries(items=[_entry(each) for each in page.items], next=page.next, minutes_by_grade=balance)
    )


@calls.get("/me/hours/sheets", volunteers, "等我确认的时长", Sheets)
def my_sheets(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """Hours that a leader entered and that wait for one's own word."""
    assert request.standing.volunteer_id is not None
    rows = queries.awaiting_volunteer(request.standing.volunteer_id).select_related("volunteer")
    page = page_of(rows, keys=("starts_at", "id"), after=asked.after, size=asked.limit)
    return answer(Sheets(items=[_sheet(each) for each in page.items], next=page.next))


@calls.post("/me/hours/{uuid:sheet_id}/confirm", volunteers, "确认我的时长", HoursOutcome, 409)
@once
def confirm_my_hours(request: Asking, sheet_id: UUID) -> HttpResponse:
    """The volunteer says that these hours are right."""
    return _stand_behind(request, sheet_id, second_person.volunteer_confirms)


@calls.get("/hours/sheets", staff, "等我复核的时长", Sheets)
def sheets_to_second(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """Hours in one's charge that still need a second person."""
    rows = queries.awaiting_second_officer(request.standing)
    page = page_of(rows, keys=("starts_at", "id"), after=asked.after, size=asked.limit)
    return answer(Sheets(items=[_sheet(each) for each in page.items], next=page.next))


@calls.post("/hours/sheets/{uuid:sheet_id}/confirm", staff, "复核时长", HoursOutcome, 409)
@once
def second_hours(request: Asking, sheet_id: UUID) -> HttpResponse:
    """A second officer stands behind hours that a leader entered."""
    return _stand_behind(request, sheet_id, second_person.second_officer_confirms)


@calls.post("/entries/{uuid:entry_id}/void", staff, "作废一条时长", EntryWritten, 409, status=201)
@once
def void_entry(request: Asking, entry_id: UUID, form: Reason) -> HttpResponse:
    """Take an entry back; certificates that rest on it are revoked."""
    entry = _find_entry(entry_id, request)
    return _written(
        correction.void_entry(by=request.standing, entry=entry, reason=form.reason, at=clock.now())
    )


@calls.post("/entries/{uuid:entry_id}/correct", staff, "更正一条时长", EntryWritten, 409, status=201)
@once
def correct_entry(request: Asking, entry_id: UUID, form: CorrectionForm) -> HttpResponse:
    """Replace an entry's minutes by a void and a new entry."""
    entry = _find_entry(entry_id, request)
    found = correction.correct_entry(
        by=request.standing, entry=entry, minutes=form.minutes, reason=form.reason, at=clock.now()
    )
    return _written(found)


def _stand_behind(
    request: Asking, sheet_id: UUID, act: Callable[..., hours_entry.HoursResult]
) -> HttpResponse:
    sheet = HoursSheet.objects.filter(pk=sheet_id, city=request.standing.city).first()
    if sheet is None:
        raise NotFound
    return answer(_outcome(str(sheet.volunteer_id), act(by=request.standing, sheet=sheet, at=clock.now())))


def _find_entry(entry_id: UUID, request: Asking) -> HoursEntry:
    rows = HoursEntry.objects.select_related("body", "activity").filter(
        pk=entry_id, city=request.standing.city
    )
    entry = rows.first()
    if entry is None:
        raise EntryNotFound
    return entry


def _outcome(volunteer: str, result: hours_entry.HoursResult) -> HoursOutcome:
    return HoursOutcome(
        volunteer=volunteer,
        outcome=result.outcome,
        minutes=result.minutes,
        grade=result.grade,
        missing=list(result.missing),
        entry=result.entry_id,
        sheet=result.sheet_id,
        over_long=result.over_long,
        sentence=result.sentence,
    )


def _entry(entry: HoursEntry) -> EntryShape:
    leaf = getattr(entry, "leaf", None)
    voided = getattr(entry, "voided_by", None) is not None
    return EntryShape(
        id=entry.pk,
        kind=entry.kind,
        title=entry.title,
        body=Named(id=str(entry.body_id), name=entry.body.name),
        activity=entry.activity_id,
        service_on=entry.service_on,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        minutes=entry.minutes,
        grade=entry.grade,
        state="void" if entry.kind == EntryKind.VOID else "voided" if voided else "valid",
        reason=entry.reason,
        mark=entry.mark,
        source=entry.source,
        recorded_at=entry.recorded_at,
        leaf=leaf.index if leaf is not None else None,
        commitment=bytes(entry.commitment).hex(),
    )


def _sheet(sheet: HoursSheet) -> SheetShape:
    return SheetShape(
        id=sheet.pk,
        activity=sheet.activity_id,
        title=sheet.activity.title,
        body=sheet.activity.body.name,
        volunteer=mask_name(sheet.volunteer.name),
        starts_at=sheet.starts_at,
        ends_at=sheet.ends_at,
        minutes=sheet.minutes,
    )


def _written(entry: HoursEntry) -> HttpResponse:
    return answer(
        EntryWritten(id=entry.pk, kind=entry.kind, minutes=entry.minutes, grade=entry.grade), status=201
    )
