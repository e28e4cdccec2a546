"""Imports of sheets that are small by nature, a city's organisations and projects: checked in memory, written at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.db.copy import copy_rows
from redvest.core.errors import DomainError
from redvest.core.workbook import Cell
from redvest.registry.actions.import_report import (
    FAULTS,
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
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing
from redvest.registry.rules.sheet import Header, filled, is_blank, text_of
from redvest.registry.rules.sheet_dates import date_of

T = TypeVar("T")
Reason = tuple[int, str, bool]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that somebody brings, and how they want it taken: ``partial`` the good rows, ``dry_run`` none at all."""

    by: Standing
    path: Path
    at: datetime
    partial: bool = False
    dry_run: bool = False
    bad_file: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """One row, asked by the keys of its columns."""

    places: Mapping[str, int]
    cells: list[Cell]

    def cell(self, key: str) -> Cell:
        place = self.places.get(key)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def text(self, key: str) -> str:
        return filled(text_of(self.cell(key)))

    def day(self, key: str) -> date | None:
        cell = self.cell(key)
        return date_of(cell) if not isinstance(cell, str) or filled(text_of(cell)) else None


@dataclass
class Sifted(Generic[T]):
    """The rows of a file: good ones with what they say, and the reasons of the others."""

    good: list[tuple[int, T]]
    faults: list[Reason]
    blank: int = 0


def take_in(
    *,
    sheet: Sheet,
    header: Header,
    check: Callable[[RowView], T],
    keys: Callable[[T], Collection[Hashable]],
    known: Callable[[Hashable], bool],
    write: Callable[[list[T]], None],
    verb: str,
    about: Body | None = None,
) -> ImportReport:
    """Sift a file, give its bad rows back, write the good ones, and leave one line for the whole of it.

    Runs in the caller's transaction; ``about`` is the organisation it was for, else the city.
    """
    found = sift(path=sheet.path, header=header, check=check, keys=keys, known=known, progress=sheet.progress)
    report = reported(
        path=sheet.path, header=header, found=found, partial=sheet.partial, dry_run=sheet.dry_run,
        bad_file=sheet.bad_file,
    )  # fmt: skip
    if report.imported:
        write([item for _, item in found.good])
        write_line(
            by=sheet.by.actor, at=sheet.at, city=sheet.by.city, verb=verb,
            target=about or Region.objects.get(pk=sheet.by.city), rows=report.rows, imported=report.imported,
            bad=report.bad, sha256=report.sha256,
        )  # fmt: skip
    return report


def sift(
    *,
    path: Path,
    header: Header,
    check: Callable[[RowView], T],
    keys: Callable[[T], Collection[Hashable]],
    known: Callable[[Hashable], bool],
    progress: Progress | None,
) -> Sifted[T]:
    """Check every row; ``keys`` say what must be unique, ``known`` whether such a key is on record already."""
    found: Sifted[T] = Sifted([], [])
    seen: dict[Hashable, int] = {}
    for batch in batches_of(path=path, header=header, progress=progress):
        for line, cells in batch:
            if is_blank(cells):
                found.blank += 1
                continue
            try:
                item = check(RowView(header.places, cells))
            except DomainError as fault:
                found.faults.append((line, fault.message, False))
                continue
            reason = _repeated(keys(item), seen, known)
            if reason:
                found.faults.append((line, reason, True))
                continue
            seen.update(dict.fromkeys(keys(item), line))
            found.good.append((line, item))
    return found


def _repeated(
    keys: Collection[Hashable], seen: Mapping[Hashable, int], known: Callable[[Hashable], bool]
) -> str:
    for key in keys:
        if key in seen:
            return _("和第 {line} 行是同一个，请删掉一行。").format(line=seen[key])
        if known(key):
            return _("已经登记过了，不用再导入。")
    return ""


def reported(
    *, path: Path, header: Header, found: Sifted[T], partial: bool, dry_run: bool, bad_file: Path | None
) -> ImportReport:
    """The report of a sifted file, its bad rows written; ``imported`` says how many the caller now has to write."""
    bad, rows = len(found.faults), len(found.good) + len(found.faults)
    begin_faults()
    copy_rows(FAULTS, ("line", "reason", "duplicate"), found.faults)
    if bad:
        bad_file = bad_file or bad_file_of(path=path)
        write_bad_rows(path=path, header=header, to=bad_file)
    return ImportReport(
        rows=rows,
        imported=0 if dry_run or (bad and not partial) else len(found.good),
        bad=bad,
        blank=found.blank,
        duplicates=sum(1 for fault in found.faults if fault[2]),
        sha256=digest_of(path=path),
        bad_file=bad_file if bad else None,
        ignored=header.extra,
        reasons=first_reasons(count=SHOWN),
    )
