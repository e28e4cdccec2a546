"""A sheet's hours into the ledger, with the grade that the evidence gives, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.core import clock
from redvest.registry.policy import Standing
from redvest.service.actions import ledger
from redvest.service.choices import EntryKind, Grade, SheetState
from redvest.service.models import HoursSheet
from redvest.service.queries import hours as queries
from redvest.service.rules.evidence import Verdict, grade

RECORDED, ALREADY = "recorded", "already-recorded"


@dataclass(frozen=True)
class HoursResult:
    """What became of one person's hours. ``missing`` says what would give a better grade."""

    volunteer_id: UUID
    outcome: str
    minutes: int = 0
    grade: str = ""
    missing: tuple[str, ...] = ()
    entry_id: UUID | None = None
    sheet_id: UUID | None = None
    over_long: bool = False
    sentence: str = ""


def enter_sheet(*, sheet: HoursSheet, by: Standing, at: datetime, kind: EntryKind, reason: str) -> Verdict:
    """Put the sheet's hours into the ledger with the grade that its evidence gives, and remember the entry."""
    verdict = grade(queries.evidence_of(sheet))
    activity = sheet.activity
    entry = ledger.append_entry(
        new=ledger.NewEntry(
            city=sheet.city,
            volunteer_id=sheet.volunteer_id,
            body_id=activity.body_id,
            activity_id=activity.pk,
            title=activity.title,
            region_path=activity.region_path,
            service_on=clock.day_of(sheet.starts_at),
            minutes=sheet.minutes,
            grade=verdict.grade,
            kind=kind,
            starts_at=sheet.starts_at,
            ends_at=sheet.ends_at,
            proofs=tuple(sorted(sheet.proofs)),
            reason=reason,
            recorded_by_id=sheet.countersigned_by_id,
            second_officer_id=sheet.second_officer_id,
        ),
        at=at,
    )
    sheet.entry = entry
    sheet.state = SheetState.AWAITING if verdict.grade == Grade.D else SheetState.RECORDED
    sheet.save()
    return verdict


def result_of(*, sheet: HoursSheet, outcome: str) -> HoursResult:
    """What became of a sheet, with the grade it reached and what would better it."""
    verdict = grade(queries.evidence_of(sheet))
    reached = sheet.entry.grade if sheet.entry else verdict.grade
    return HoursResult(
        sheet.volunteer_id,
        outcome,
        sheet.minutes,
        reached,
        verdict.missing,
        sheet.entry_id,
        sheet.pk,
        sheet.over_long,
    )
