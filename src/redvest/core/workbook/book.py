"""Writes a workbook of several sheets in the layout of an office's paper: title, unit and period, a frozen head, rows,
a line of totals, a line to sign. In constant memory, row by row; texts are never taken for formulas.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from redvest.core.workbook.writing import LONGEST_CELL, MOST_ROWS, neutral

Value = str | int | float | None
_AS_GOOD = 0.005  # hours are rounded to four decimals, row by row
_SPARE_ROWS = 4  # below the rows of a full sheet: the totals and the signatures


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and its width in characters."""

    title: str
    width: int = 12


class BookWriter:
    """One workbook. It takes its name only when it is complete; a failure leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".xlsx")
        os.close(handle)
        self._draft = Path(draft)
        self.book = xlsxwriter.Workbook(draft, {"constant_memory": True, "strings_to_formulas": False})
        rim = {"border": 1, "border_color": "#9AA0A6", "valign": "vcenter"}
        styles: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
            "line": {"font_color": "#3C4043", "valign": "vcenter"},
            "head": {**rim, "bold": True, "bg_color": "#F3E9E6", "align": "center", "text_wrap": True},
            "text": {**rim, "text_wrap": True, "num_format": "@"},
            "number": {**rim, "num_format": "General"},
            "total-text": {**rim, "bold": True, "bg_color": "#FAF6F2", "num_format": "@"},
            "total-number": {**rim, "bold": True, "bg_color": "#FAF6F2", "num_format": "General"},
        }
        self.styles = {name: self.book.add_format(each) for name, each in styles.items()}

    def __enter__(self) -> BookWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.book.close()
        finally:
            if kind is None:
                self._draft.chmod(0o600)  # it holds people's data
                self._draft.replace(self._path)
            else:
                self._draft.unlink(missing_ok=True)

    def part(self, name: str, title: str, lines: Sequence[str], columns: Sequence[Column]) -> BookPart:
        """A new sheet: its title over all columns, the lines below it, and the head, which stays in sight."""
        return BookPart(self, name, title, lines, columns)


class BookPart:
    """One sheet, written from top to bottom."""

    def __init__(
        self, book: BookWriter, name: str, title: str, lines: Sequence[str], columns: Sequence[Column]
    ) -> None:
        self._styles, self._width = book.styles, len(columns)
        self._sheet = book.book.add_worksheet(name)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&C第 &P 页，共 &N 页")
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, column.width)
        self._sheet.set_row(0, 30)
        self._across(0, title, "title")
        for number, line in enumerate(lines, start=1):
            self._across(number, line, "line")
        self._next = 1 + len(lines)
        self._sheet.freeze_panes(self._next + 1, 0)
        self._sheet.repeat_rows(self._next)
        self._write([column.title for column in columns], "head", "head")
        self.rows, self._first = 0, self._next
        self._sums: dict[int, float] = {}

    @property
    def full(self) -> bool:
        """Whether the next rows need another sheet."""
        return self._next >= MOST_ROWS - _SPARE_ROWS

    def write(self, row: Sequence[Value]) -> None:
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                self._sums[column] = self._sums.get(column, 0) + value
        self._write(row, "text", "number")
        self.rows += 1

    def total(self, row: Sequence[Value]) -> None:
        """The last line. A figure that is the sum of its column on this sheet is a formula, so that it can be checked."""
        line, last = self._next, self._next - 1
        self._write(row, "total-text", "total-number")
        for column, value in enumerate(row):
            if (
                isinstance(value, int | float)
                and self.rows
                and abs(self._sums.get(column, -1) - value) < _AS_GOOD
            ):
                cells = xl_range(self._first, column, last, column)
                self._sheet.write_formula(line, column, f"=SUM({cells})", self._styles["total-number"], value)

    def sign(self, labels: Sequence[str]) -> None:
        """The line where people sign, with an empty row above it."""
        self._sheet.set_row(self._next + 1, 28)
        self._across(self._next + 1, "        ".join(f"{label}：__________" for label in labels), "line")
        self._next += 2

    def _across(self, row: int, text: str, style: str) -> None:
        if self._width > 1:
            self._sheet.merge_range(row, 0, row, self._width - 1, neutral(text), self._styles[style])
        else:
            self._sheet.write_string(row, 0, neutral(text), self._styles[style])

    def _write(self, row: Sequence[Value], text: str, number: str) -> None:
        for column, value in enumerate(row):
            if value is None or value == "":
                self._sheet.write_blank(self._next, column, None, self._styles[text])
            elif isinstance(value, str):
                self._sheet.write_string(
                    self._next, column, neutral(value)[:LONGEST_CELL], self._styles[text]
                )
            else:
                self._sheet.write_number(self._next, column, value, self._styles[number])
        self._next += 1
