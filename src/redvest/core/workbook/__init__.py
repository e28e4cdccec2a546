"""Excel workbooks in a stream: rows in and rows out, in memory that does not grow with the file.

Owns the file formats. What the columns mean is decided by others.
"""

from __future__ import annotations

from redvest.core.workbook.book import BookPart, BookWriter, Column, Value
from redvest.core.workbook.cells import Cell, Number, cell_text
from redvest.core.workbook.errors import WorkbookUnreadable
from redvest.core.workbook.reading import Rows, open_rows
from redvest.core.workbook.rows import Row
from redvest.core.workbook.writing import SheetWriter

__all__ = [
    "BookPart",
    "BookWriter",
    "Cell",
    "Column",
    "Number",
    "Row",
    "Rows",
    "SheetWriter",
    "Value",
    "WorkbookUnreadable",
    "cell_text",
    "open_rows",
]
