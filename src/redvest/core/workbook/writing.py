"""Writes a workbook row by row in constant memory, every cell as text that no spreadsheet will take for a formula."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
_WIDEST = 40


def neutral(text: str) -> str:
    """The text with a quote before what would begin a formula, also after a detour over CSV; see ``plain``."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(text: str) -> str:
    """The text as it was before ``neutral``."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


class SheetWriter:
    """One workbook of one sheet. It takes its name only when it is complete; a failure leaves nothing behind."""

    def __init__(self, path: Path, titles: Sequence[str], *, name: str = "") -> None:
        self._path = path
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".xlsx")
        os.close(handle)
        self._draft = Path(draft)
        self._book = xlsxwriter.Workbook(draft, {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet(name or None)
        self._text = self._book.add_format({"num_format": "@"})
        bold = self._book.add_format({"bold": True, "num_format": "@"})
        for column, title in enumerate(titles):
            width = min(_WIDEST, max(10, 2 * len(title) + 4))
            self._sheet.set_column(column, column, width, self._text)
        self._sheet.freeze_panes(1, 0)
        self._next = 0
        self._write(titles, bold)

    def __enter__(self) -> SheetWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
        if kind is None:
            self._draft.chmod(0o600)  # it holds people's data
            self._draft.replace(self._path)
        else:
            self._draft.unlink(missing_ok=True)

    @property
    def rows(self) -> int:
        """How many rows were written below the titles."""
        return self._next - 1

    def write(self, row: Sequence[str]) -> None:
        self._write(row, self._text)

    def _write(self, row: Sequence[str], form: Any) -> None:
        if self._next >= MOST_ROWS:
            raise ValueError("a sheet ends at 1,048,576 rows")
        for column, text in enumerate(row):
            if text:
                self._sheet.write_string(self._next, column, neutral(text)[:LONGEST_CELL], form)
        self._next += 1
