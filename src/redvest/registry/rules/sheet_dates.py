"""Dates as people and spreadsheets write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from redvest.core.workbook import Cell, Number
from redvest.core.workbook.cells import moment_of
from redvest.registry.rules.sheet import CellFault, text_of

_PARTED = re.compile(r"(\d{4})\s*[-/.年\\]\s*(\d{1,2})\s*[-/.月\\]\s*(\d{1,2})\s*[日号]?(?:[T\s].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
_TWO_DIGIT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_MONTH_ONLY = re.compile(r"\d{4}[-/.年]\d{1,2}月?")
_EARLIEST = 1_850


def date_of(cell: Cell) -> date | None:
    """The day in a cell, None where it is empty. Raises CellFault with what to write instead."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _read(str(cell) if isinstance(cell, Number) else text_of(cell))


@lru_cache(maxsize=65_536)
def _read(raw: str) -> date | None:
    text = unicodedata.normalize("NFKC", raw).strip()
    if not text:
        return None
    if found := _PARTED.fullmatch(text) or _COMPACT.fullmatch(text.removesuffix(".0")):
        return _day(text, *map(int, found.groups()))
    if _SERIAL.fullmatch(text) and (moment := moment_of(float(text))):
        return moment.date()
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise CellFault(_("日期“{text}”的年份只有两位，请写四位，例如 2001-03-05。").format(text=text))
    if _MONTH_ONLY.fullmatch(text):
        raise CellFault(_("日期“{text}”没有写到哪一天，请写完整，例如 2001-03-05。").format(text=text))
    raise CellFault(_("日期“{text}”认不出来，请写成 2001-03-05 这样。").format(text=text[:30]))


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellFault(_("没有“{text}”这一天，请核对年月日。").format(text=text[:30])) from None
    if year < _EARLIEST:
        raise CellFault(_("日期“{text}”的年份太早了，请核对。").format(text=text[:30]))
    return found
