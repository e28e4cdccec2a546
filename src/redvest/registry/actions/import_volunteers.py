"""Puts a whole sheet of people on the register, or none of it: checked in a stream, staged, moved over.

Two readings of the same file are compared by nothing but its rows' numbers, so the file must not change meanwhile.
Nobody gets an account: people claim their record later, by their ID number and name (``actions/volunteer.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import Invalid, NotAllowed
from redvest.core.workbook import Row
from redvest.registry.actions.body import hold_active_body
from redvest.registry.actions.import_report import (
    SHOWN,
    ImportReport,
    Progress,
    bad_file_of,
    batches_of,
    begin_faults,
    digest_of,
    first_reasons,
    write_bad_rows,
)
from redvest.registry.actions.import_row import Checked, Ground, RowCheck
from redvest.registry.actions.import_staging import (
    begin_stage,
    move_over,
    reject_erased,
    reject_repeated,
    stage,
)
from redvest.registry.choices import BodyState
from redvest.registry.errors import BodyNotActive
from redvest.registry.membership_errors import BodyFull
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing, require_administers
from redvest.registry.queries.body import room_left
from redvest.registry.queries.import_ground import domains, header_in, places
from redvest.registry.queries.setting import age_gates, rule
from redvest.registry.rules.sheet import Header
from redvest.registry.rules.sheet_volunteers import SHAPE

Check = Callable[[Ground, Iterable[list[Row]]], Iterator[Checked]]


class ConsentColumnMissing(Invalid):
    """请加一列“本人同意登记”，逐人填“是”（民政部令第 67 号第 6 条），或者声明同意书都已存档。"""

    code = "consent-column-missing"


def _one_by_one(ground: Ground, batches: Iterable[list[Row]]) -> Iterator[Checked]:
    """Check in this process. The command line brings a quicker one that uses every core."""
    row = RowCheck(ground)
    return (row.batch(batch) for batch in batches)


@transaction.atomic
def import_volunteers(
    *,
    by: Standing,
    path: Path,
    body: Body | None = None,
    partial: bool = False,
    dry_run: bool = False,
    at: datetime,
    consent_on_file: bool = False,
    bad_file: Path | None = None,
    progress: Progress | None = None,
    check: Check = _one_by_one,
) -> ImportReport:
    """Import a sheet: all rows or none; with ``partial`` the good ones. Bad rows come back in a file of their own.

    ``consent_on_file`` is the statement that everybody's consent is kept on paper; without it each row must say
    so. Raises NotAllowed, BodyNotActive, BodyFull, ConsentColumnMissing, HeaderMissing,
    WorkbookUnreadable.
    """
    within = _allowed(by, body)
    header = header_in(path, SHAPE)
    if not consent_on_file and not header.has("consent"):
        raise ConsentColumnMissing
    ground = _ground(by.city, body, header, within, consent_on_file, at)
    begin_faults()
    begin_stage()
    rows, blank, bad = 0, 0, 0
    for batch in stage(batches=check(ground, batches_of(path=path, header=header, progress=progress))):
        rows, blank, bad = rows + batch.rows, blank + batch.blank, bad + batch.bad
    duplicates = reject_repeated(
        in_file=_("和第 %(line)s 行是同一个人（证件号码相同），请删掉一行。"),
        on_record=_("这个证件号码已经登记过了，不用再导入。"),
    )
    bad += duplicates
    bad += reject_erased(reason=_("这个人已经申请注销，不能由别人再登记。要回来，请本人自己注册。"))
    if body is not None:
        _hold_room(body, rows - bad)
    imported = 0 if dry_run or (bad and not partial) else rows - bad
    if bad:
        bad_file = bad_file or bad_file_of(path=path)
        write_bad_rows(path=path, header=header, to=bad_file)
    report = ImportReport(
        rows=rows, imported=imported, bad=bad, blank=blank, duplicates=duplicates, sha256=digest_of(path=path),
        bad_file=bad_file if bad else None, ignored=header.extra, reasons=first_reasons(count=SHOWN),
    )  # fmt: skip
    if imported:
        move_over(city=by.city, body_id=body.pk if body else None, count=imported, at=at)
        _put_on_record(by, body, report, consent_on_file, at)
    return report


def _hold_room(body: Body, coming: int) -> None:
    """It is active still, and can lead so many more. Raises BodyNotActive, BodyFull."""
    hold_active_body(body=body, city=body.city)
    left = room_left(body.pk)
    if left is not None and coming > left:
        raise BodyFull


def _allowed(by: Standing, body: Body | None) -> tuple[str, ...] | None:
    """The paths that may be imported into, None for the whole city. Raises NotAllowed."""
    if body is not None:
        if body.city != by.city:
            raise NotAllowed
        require_administers(by, body.pk, body.region_path)
        if body.state != BodyState.ACTIVE:
            raise BodyNotActive
        return None  # members of an organisation may live anywhere in the city
    if by.is_centre:
        return None
    if not by.regions():
        raise NotAllowed
    return by.regions()


def _ground(
    city: str,
    body: Body | None,
    header: Header,
    within: tuple[str, ...] | None,
    consent_on_file: bool,
    at: datetime,
) -> Ground:
    root, on = f"{city}/", day_of(at)
    return Ground(
        city=city, at=at, on=on, gates=age_gates(root, on), max_age=rule("id.maximum_age", root, on),
        places=places(city), domains=domains(city), header=header,
        home=(body.region_id, body.region_path) if body else None, within=within, consent_on_file=consent_on_file,
    )  # fmt: skip


def _put_on_record(
    by: Standing, body: Body | None, report: ImportReport, consent_on_file: bool, at: datetime
) -> None:
    """One line for the whole file, with counts and its hash and nobody's name."""
    write_line(
        by=by.actor,
        at=at,
        city=by.city,
        verb="import_volunteers",
        target=body or Region.objects.get(pk=by.city),
        rows=report.rows,
        imported=report.imported,
        bad=report.bad,
        duplicates=report.duplicates,
        sha256=report.sha256,
        consent="on-file" if consent_on_file else "each-row",
    )
