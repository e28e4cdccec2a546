"""Hours that wait until the volunteer has said that it was no duty of theirs (双报到)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from redvest.core import audit
from redvest.registry.policy import Standing
from redvest.service.actions.hours_entry import RECORDED, HoursResult, enter_sheet, result_of
from redvest.service.actions.signup import mark_served
from redvest.service.choices import EntryKind, SheetState
from redvest.service.hours_errors import HoursOverlap, StatementNeeded
from redvest.service.models import Activity, HoursSheet
from redvest.service.queries import hours as queries


def wait_for_statement(*, by: Standing, sheet: HoursSheet, at: datetime) -> HoursResult:
    """Party members' hours (双报到) are no entry before the volunteer says that it was no duty of theirs."""
    sheet.entry, sheet.state = None, SheetState.STATEMENT
    sheet.save()
    audit.write_line(
        by=by.actor, at=at, city=sheet.city, verb="confirm_hours", target=sheet, minutes=sheet.minutes
    )
    return replace(result_of(sheet=sheet, outcome=StatementNeeded.code), sentence=StatementNeeded().message)


def enter_stated(*, by: Standing, activity: Activity, volunteer_id: UUID, at: datetime) -> HoursResult | None:
    """Enter hours that waited for an off-duty statement, in the transaction that wrote it. Raises HoursOverlap."""
    rows = HoursSheet.objects.select_for_update(of=("self",)).select_related("activity")
    sheet = rows.filter(activity=activity, volunteer_id=volunteer_id, state=SheetState.STATEMENT).first()
    if sheet is None:
        return None
    if queries.overlapping_entry(
        volunteer_id, sheet.starts_at, sheet.ends_at, activity_id=activity.pk, minutes=sheet.minutes
    ):
        raise HoursOverlap
    enter_sheet(sheet=sheet, by=by, at=at, kind=EntryKind.RECORD, reason="")
    mark_served(activity_id=activity.pk, volunteer_id=volunteer_id)
    return result_of(sheet=sheet, outcome=RECORDED)
