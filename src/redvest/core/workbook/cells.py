"""What a cell can hold, and its text as a person sees it."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SECONDS_A_DAY = 86_400
_DATE_CODES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - sheets know no zone
LAST_SERIAL = 2_958_466  # 31 December 9999


class Number(str):
    """A numeric cell: the digits as the file holds them, since a float would lose those of long numbers."""

    __slots__ = ()


Cell = str | Number | bool | date | datetime | None


def unescape(text: str) -> str:
    """The characters behind XML's entities and Excel's own ``_x000D_``."""
    if "&" in text:
        text = html.unescape(text)
    if "_x" in text:
        text = _ESCAPED.sub(_character, text)
    return text


def _character(found: re.Match[str]) -> str:
    """The character of an escape; control characters and halves of surrogates are none that a text can keep."""
    character = chr(int(found[1], 16))
    return character if character.isprintable() or character in "\t\n\r" else ""


def moment_of(serial: float, epoch: datetime = EPOCH_1900) -> datetime | None:
    """The date and time behind a serial number, or nothing where there is no such day."""
    if not 0 <= serial < LAST_SERIAL:
        return None
    # 1900 was no leap year, but the first spreadsheet thought so: serials before March count one less.
    days = serial + 1 if epoch == EPOCH_1900 and serial < 60 else serial
    return epoch + timedelta(seconds=round(days * _SECONDS_A_DAY))


def is_date_format(code: int, pattern: str | None) -> bool:
    """Whether a number format shows a number as a date. Built-in ones have a code, own ones a pattern."""
    if pattern is None:
        return code in _DATE_CODES
    bare = _QUOTED.sub("", pattern.split(";")[0]).lower()
    return bool(re.search(r"[yd年月日]|(?<!#)m(?!#)", bare)) and "general" not in bare


def cell_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a decimal point, dates as 2001-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, Number):
        return cell[:-2] if cell.endswith(".0") else str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell
