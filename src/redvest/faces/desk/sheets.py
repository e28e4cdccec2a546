"""A list as an Excel file to take home. It is written aside and gone from this machine before it is sent."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from django.http import HttpResponse

from redvest.core.workbook import SheetWriter

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_answer(titles: Sequence[str], rows: Iterable[Sequence[str]], *, name: str) -> HttpResponse:
    """The rows as a workbook named ``name`` (without .xlsx)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sheet.xlsx")
        with SheetWriter(path, titles) as writer:
            for row in rows:
                writer.write(row)
        data = path.read_bytes()
    response = HttpResponse(data, content_type=KIND)
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}.xlsx"
    return response
