"""Lays a unit's ledger (台账) down as a file: a workbook of sheets in constant memory, or a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from redvest.core.db.moment import one_moment
from redvest.core.files import write_atomically
from redvest.core.workbook import BookWriter, Column, Value
from redvest.oversight.choices import LedgerForm
from redvest.oversight.queries import unit_ledger as read
from redvest.oversight.queries.station_book import book_of
from redvest.oversight.rules import unit_ledger_sheets as sheets
from redvest.oversight.rules.unit_ledger import (
    PDF_MOST_ENTRIES,
    StationBook,
    Totals,
    Unit,
    require_fits_paper,
)
from redvest.oversight.rules.unit_ledger_pdf import pdf_data, render
from redvest.service.rules.measure import Slice

OWNER_ONLY = 0o600
STEP = 10_000
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ledger in which form; ``whole`` names are written out."""

    unit: Unit
    part: Slice
    form: LedgerForm
    whole: bool = False


def write_file(*, wanted: Wanted, path: Path, at: datetime, told: Told = lambda done, total: None) -> Totals:
    """Write it at ``path``; ``told`` hears now and then how many rows of how many are done. Raises LedgerTooLongForPdf."""
    with one_moment():
        totals, book = read.totals_of(wanted.part), book_of(wanted.unit, wanted.part, at)
        if wanted.form == LedgerForm.PDF:
            write_atomically(path, _pdf(wanted, totals, book, at), mode=OWNER_ONLY)
        else:
            _workbook(wanted, totals, book, path, at, told)
    return totals


def _pdf(wanted: Wanted, totals: Totals, book: StationBook | None, at: datetime) -> bytes:
    require_fits_paper(totals)
    part = wanted.part
    entries = read.entry_lines(part) if totals.entries <= PDF_MOST_ENTRIES else None
    lines = (read.activity_lines(part), read.person_lines(part), entries, read.photo_lines(part))
    return render(pdf_data(wanted.unit, part, at, totals, lines, whole=wanted.whole, book=book), at)


def _workbook(
    wanted: Wanted, totals: Totals, book: StationBook | None, path: Path, at: datetime, told: Told
) -> None:
    part, whole = wanted.part, wanted.whole
    lines = sheets.head_lines(wanted.unit, part, at)
    plan: list[tuple[str, Sequence[Column], Iterable[Sequence[Value]], Sequence[Value] | None]] = [
        ("汇总", sheets.SUMMARY, sheets.summary_rows(totals, book), None),
        *(sheets.station_parts(book) if book else []),
        ("活动记录表", sheets.ACTIVITIES, sheets.activity_rows(read.activity_lines(part), whole=whole),
         sheets.activity_total(totals)),
        ("人员", sheets.PEOPLE, sheets.people_rows(read.person_lines(part), whole=whole), sheets.people_total(totals)),
        ("服务时长", sheets.ENTRIES, sheets.entry_rows(read.entry_lines(part), whole=whole),
         sheets.entry_total(totals)),
        ("照片", sheets.PHOTOS, sheets.photo_rows(read.photo_lines(part)), None),
    ]  # fmt: skip
    done = 0
    with BookWriter(path) as writer:
        for name, columns, rows, total in plan:
            title = f"{sheets.book_title(wanted.unit)}（{name}）"
            sheet, turn = writer.part(name, title, lines, columns), 1
            for row in rows:
                if sheet.full:
                    turn += 1
                    sheet = writer.part(f"{name}（{turn}）", title, lines, columns)
                sheet.write(row)
                done += 1
                if done % STEP == 0:
                    told(done, totals.lines)
            if total is not None:
                sheet.total(total)
            sheet.sign(sheets.SIGNERS)
