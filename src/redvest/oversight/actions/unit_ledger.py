"""Hands out ledgers (台账): a short one at once, a long one from the background. Each leaves a line on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.aside import execute_aside
from redvest.core.errors import DomainError
from redvest.core.events import publish
from redvest.oversight.actions.unit_ledger_file import Told, Wanted, write_file
from redvest.oversight.choices import LedgerForm, UnitKind
from redvest.oversight.events import LedgerAsked
from redvest.oversight.models import LedgerFile
from redvest.oversight.policy import require_may_read_ledger, unit_for
from redvest.oversight.queries.ledger_file import path_of
from redvest.oversight.queries.unit_ledger import totals_of
from redvest.oversight.rules.unit_ledger import Totals, period_words, require_fits_paper
from redvest.registry.actions.export_people import STAFF_BASIS
from redvest.registry.actions.sharing import write_sharing
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import SharingKind
from redvest.registry.models import Body, Region, Station
from redvest.registry.policy import Standing, require_member
from redvest.registry.privacy_errors import ReasonMissing
from redvest.registry.queries.role import standing_of
from redvest.service.queries.measure import standing_in

KEPT = timedelta(days=7)
LEDGER_FIELDS = ("姓名", "志愿者编号", "服务时长")
_TELL = "UPDATE oversight_ledgerfile SET rows_done = %s WHERE id = %s"
_MODELS: dict[str, type[Region] | type[Station] | type[Body]] = {
    UnitKind.REGION: Region,
    UnitKind.STATION: Station,
    UnitKind.BODY: Body,
}


def export_ledger(
    *,
    by: Standing,
    wanted: Wanted,
    path: Path,
    at: datetime,
    reason: str = "",
    told: Told = lambda done, total: None,
) -> Totals:
    """Write a ledger at ``path`` now. Whole names need the right to see the people, and a reason that stays on record.

    Raises NotAllowed, ReasonMissing, LedgerTooLongForPdf.
    """
    _record(by, wanted, reason, at)
    return write_file(wanted=wanted, path=path, at=at, told=told)


@transaction.atomic
def ask_ledger(*, by: Standing, wanted: Wanted, at: datetime, reason: str = "") -> LedgerFile:
    """Put a ledger in line. Raises NotAllowed, ReasonMissing, LedgerTooLongForPdf."""
    account_id = require_member(by)
    _record(by, wanted, reason, at)
    totals = totals_of(wanted.part)
    if wanted.form == LedgerForm.PDF:
        require_fits_paper(totals)
    assert wanted.part.since is not None and wanted.part.until is not None
    asked = LedgerFile.objects.create(
        city=wanted.unit.city, kind=wanted.unit.kind, unit_key=wanted.unit.key, since=wanted.part.since,
        until=wanted.part.until, form=wanted.form, whole=wanted.whole, asked_by_id=account_id, asked_at=at,
        rows_total=totals.lines,
    )  # fmt: skip
    publish(LedgerAsked(city=asked.city, file_id=asked.pk))
    return asked


def make_ledger(*, file_id: UUID, at: datetime) -> None:
    """Make one that was asked for; made again after a killed worker, it takes the place of what was there."""
    asked = LedgerFile.objects.select_related("asked_by").filter(pk=file_id, finished_at=None).first()
    if asked is None:
        return
    path = path_of(asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        by = standing_of(
            asked.asked_by, day_of(at)
        )  # the roles of today: who lost them gets nothing any more
        unit = unit_for(by, asked.kind, asked.unit_key)
        require_may_read_ledger(by, unit, whole=asked.whole)
        wanted = Wanted(unit, unit.part(asked.since, asked.until), LedgerForm(asked.form), asked.whole)
        totals = write_file(wanted=wanted, path=path, at=at, told=lambda done, total: _tell(asked, done))
    except DomainError as refusal:
        _finish(asked, at, refused=refusal.code)
    else:
        _finish(asked, at, rows=totals.lines)


@transaction.atomic
def discard_ledgers(*, at: datetime) -> int:
    """Remove the files of long ago: they name people, and can be made again at any time."""
    old = list(LedgerFile.objects.filter(asked_at__lt=at - KEPT))
    for each in old:
        path_of(each).unlink(missing_ok=True)
        write_line(by=SYSTEM, at=at, city=each.city, verb="discard_ledger", target=each)
        each.delete()
    return len(old)


@transaction.atomic
def _record(by: Standing, wanted: Wanted, reason: str, at: datetime) -> None:
    require_may_read_ledger(by, wanted.unit, whole=wanted.whole)
    reason = " ".join(reason.split())
    if wanted.whole and len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    part, unit = wanted.part, wanted.unit
    named = f"{unit.name}台账（{period_words(part)}，姓名{'写全' if wanted.whole else '遮住'}）"
    people = standing_in(part).order_by().values_list("volunteer_id", flat=True).distinct()
    write_sharing(
        by=by, kind=SharingKind.EXPORT, recipient=by.name or "运维人员", purpose=f"{named} {reason}".strip(),
        basis=STAFF_BASIS, fields=LEDGER_FIELDS, volunteer_ids=list(people), region_path=unit.path, at=at,
    )  # fmt: skip
    write_line(
        by=by.actor, at=at, city=unit.city, verb="export_ledger_unmasked" if wanted.whole else "export_ledger",
        target=_MODELS[unit.kind](pk=unit.key), reason=reason[:200], form=str(wanted.form), since=str(part.since),
        until=str(part.until),
    )  # fmt: skip


def _tell(asked: LedgerFile, rows: int) -> None:
    execute_aside(_TELL, [rows, asked.pk])


@transaction.atomic
def _finish(asked: LedgerFile, at: datetime, *, rows: int = 0, refused: str = "") -> None:
    done = LedgerFile.objects.filter(pk=asked.pk, finished_at=None)
    if done.update(finished_at=at, rows_done=rows, rows_total=rows or asked.rows_total, refused=refused):
        write_line(by=SYSTEM, at=at, city=asked.city, verb="make_ledger", target=asked, refused=refused)
