"""Opens a workbook for reading, whatever made it: ``.xlsx`` in a stream, older formats through calamine."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from redvest.core.workbook.cells import Cell, Number
from redvest.core.workbook.errors import WorkbookEncrypted, WorkbookMissing, WorkbookUnreadable
from redvest.core.workbook.package import open_book, readable, rows_announced
from redvest.core.workbook.rows import Row, RowReader
from redvest.core.workbook.strings import SharedStrings

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a sheet, to be gone through once, and how many it says there are (zero: it does not say)."""

    announced: int
    stream: Iterator[Row]

    def __iter__(self) -> Iterator[Row]:
        return self.stream


@contextmanager
def open_rows(path: Path) -> Iterator[Rows]:
    """The first visible sheet. Raises WorkbookUnreadable, also while the rows are read."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as fault:
        raise WorkbookMissing from fault
    if start.startswith(ZIP) and not _spreadsheet_of_libreoffice(path):
        with ExitStack() as opened:
            with readable():
                book = open_book(path)
                opened.enter_context(book.archive)
                strings = opened.enter_context(SharedStrings(book))
                with book.archive.open(book.sheet) as part:
                    announced = rows_announced(part.read(_HEAD))
            # Whoever reads the rows may fail for reasons of their own: only the stream itself is guarded.
            yield Rows(announced, _checked(RowReader(book, strings).rows(book)))
        return
    yield _older(path, start)


def _checked(rows: Iterator[Row]) -> Iterator[Row]:
    with readable():
        yield from rows


def _spreadsheet_of_libreoffice(path: Path) -> bool:
    with path.open("rb") as file:
        return b"mimetypeapplication/vnd.oasis" in file.read(100)


def _older(path: Path, start: bytes) -> Rows:
    """Formats that end at 65,536 rows are small enough to be loaded whole."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError) as fault:
        if start.startswith(OLE) and "assword" in str(fault):
            raise WorkbookEncrypted from fault
        raise WorkbookUnreadable from fault
    first = sheet.start[0] + 1 if sheet.start else 1
    rows = ((number, [_cell(value) for value in row]) for number, row in enumerate(sheet.iter_rows(), first))
    return Rows(sheet.total_height, ((number, cells) for number, cells in rows if any(cells)))


def _cell(value: Any) -> Cell:
    """One of calamine's values as one of ours."""
    match value:
        case "":
            return None
        case bool() | str():
            return value
        case float() | int():
            return Number(int(value) if abs(value) < 2**53 and int(value) == value else repr(value))
        case datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return None
