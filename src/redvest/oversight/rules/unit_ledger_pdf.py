"""A unit's ledger (台账) drawn as a PDF, A4 across. Pure: the same data and moment give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from redvest.core.workbook import Column, Value
from redvest.oversight.rules import unit_ledger_sheets as sheets
from redvest.oversight.rules.unit_ledger import (
    GRADES,
    ActivityLine,
    EntryLine,
    PersonLine,
    PhotoLine,
    StationBook,
    Totals,
    Unit,
)
from redvest.service.choices import Grade
from redvest.service.rules.certificate_pdf import fonts
from redvest.service.rules.measure import Slice

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "ledger.typ"


def pdf_data(
    unit: Unit,
    part: Slice,
    at: datetime,
    totals: Totals,
    lines: tuple[
        Iterable[ActivityLine], Iterable[PersonLine], Iterable[EntryLine] | None, Iterable[PhotoLine]
    ],
    *,
    whole: bool,
    book: StationBook | None = None,
) -> dict[str, Any]:
    """What the template draws: texts in the columns of the workbook. No entries: there are too many for paper."""
    activities, people, entries, photos = lines
    return {
        "title": sheets.book_title(unit),
        "lines": list(sheets.head_lines(unit, part, at)),
        "signers": list(sheets.SIGNERS),
        "summary_titles": _titles(sheets.SUMMARY),
        "summary": _texts(sheets.summary_rows(totals, book)),
        "grades": "　".join(f"{grade} 级：{Grade(grade).label}" for grade in GRADES),
        "parts": [
            {"name": name, "titles": _titles(columns), "rows": _texts(rows), "total": _texts([total])[0]}
            for name, columns, rows, total in (sheets.station_parts(book) if book else [])
        ],
        "activity_titles": _titles(sheets.ACTIVITIES),
        "activities": _texts(sheets.activity_rows(activities, whole=whole)),
        "activity_total": _texts([sheets.activity_total(totals)])[0],
        "people_titles": _titles(sheets.PEOPLE),
        "people": _texts(sheets.people_rows(people, whole=whole)),
        "people_total": _texts([sheets.people_total(totals)])[0],
        "entry_titles": _titles(sheets.ENTRIES),
        "entries": None if entries is None else _texts(sheets.entry_rows(entries, whole=whole)),
        "entry_total": _texts([sheets.entry_total(totals)])[0],
        "photo_titles": _titles(sheets.PHOTOS[:-1]),
        "photos": _texts(row[:-1] for row in sheets.photo_rows(photos)),
    }


def render(data: dict[str, Any], at: datetime) -> bytes:
    """The PDF. A compiler of its own, so that what a long ledger takes is given back."""
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts(False))
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one document is one PDF")
    return pdf


def _titles(columns: Sequence[Column]) -> list[str]:
    return [column.title for column in columns]


def _texts(rows: Iterable[Sequence[Value]]) -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in rows]
