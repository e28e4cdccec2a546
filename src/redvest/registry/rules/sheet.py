"""Sheets that people fill in: which column is which, whatever its place and its exact title. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from redvest.core.errors import Invalid
from redvest.core.workbook import Cell, cell_text
from redvest.core.workbook.writing import plain

HEADER_WITHIN = 10  # rows: above it there may be a title, an issuer, a note on how to fill it in

_NOISE = re.compile(r"[\s*＊:：_\-/、,，.。·]+|[(（\[【][^)）\]】]*[)）\]】]")
_BLANK = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "none", "n/a", "#n/a"})
_YES = frozenset(
    {
        "是",
        "同意",
        "已同意",
        "本人同意",
        "√",
        "✓",
        "✔",
        "☑",
        "对",
        "y",
        "yes",
        "true",
        "1",
        "有",
        "已签",
        "已签署",
    }
)
_NO = frozenset({"否", "不同意", "未同意", "×", "✗", "✕", "x", "n", "no", "false", "0", "未", "未签"})


class HeaderMissing(Invalid):
    """没有找到表头。请在前十行里放一行列名，例如“姓名”“证件号码”。"""

    code = "header-missing"


class CellFault(Invalid):
    """这一格填得不对，请核对。"""

    code = "cell-invalid"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in code, its title in our own files, other titles under which it comes."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Shape:
    """The columns that a kind of sheet may have."""

    columns: tuple[Column, ...]

    @cached_property
    def keys(self) -> dict[str, str]:
        """Every bare title with its column's key."""
        return {
            bare_title(title): column.key
            for column in self.columns
            for title in (column.key, column.title, *column.aliases)
        }

    @property
    def titles(self) -> dict[str, str]:
        return {column.key: column.title for column in self.columns}


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's columns are, and what it has besides."""

    row: int
    places: Mapping[str, int]
    titles: tuple[str, ...]  # as in the file, for giving its rows back
    extra: tuple[str, ...]

    def has(self, key: str) -> bool:
        return key in self.places


def bare_title(raw: str) -> str:
    """A title without marks, spaces and what stands in brackets: “*证件号码（必填）” is 证件号码."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", raw)).lower() or raw.strip().lower()


def find_header(rows: Iterable[tuple[int, Sequence[Cell]]], shape: Shape) -> Header:
    """The row among the first ones that names the needed columns. Raises HeaderMissing with what is not there."""
    needed = [column for column in shape.columns if column.needed]
    best: set[str] = set()
    for number, cells in rows:
        header = _read_header(number, cells, shape)
        if all(header.has(column.key) for column in needed):
            return header
        if len(header.places) > len(best):
            best = set(header.places)
    missing = "、".join(f"“{column.title}”" for column in needed if column.key not in best)
    sentence = _("前十行里没有找到表头：还缺 {columns} 这一列。请核对列名，或者照模板填写。")
    raise HeaderMissing(
        sentence.format(columns=missing), missing=[each.key for each in needed if each.key not in best]
    )


def _read_header(number: int, cells: Sequence[Cell], shape: Shape) -> Header:
    titles = tuple(text_of(cell) for cell in cells)
    places: dict[str, int] = {}
    extra: list[str] = []
    for place, title in enumerate(titles):
        key = shape.keys.get(bare_title(title)) if title else None
        if key is not None and key not in places:
            places[key] = place
        elif title:
            extra.append(title)
    return Header(number, places, titles, tuple(extra))


def text_of(cell: Cell) -> str:
    """A cell as one line of text: no spaces around, no control characters, no quote that guards a formula."""
    if cell is None:
        return ""
    if type(cell) is str and cell.isalnum():  # most cells of most files
        return cell
    return plain(" ".join(cell_text(cell).split()))


def filled(text: str) -> str:
    """The text, or nothing where somebody wrote a dash or 无 to say so."""
    return "" if text.lower() in _BLANK else text


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row has nothing in it but perhaps a running number left over."""
    return not any(cell is not None and text_of(cell) for cell in cells)


def is_yes(text: str) -> bool:
    """Whether a cell says yes. Raises CellFault when it says neither yes nor no."""
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if said in _YES:
        return True
    if said in _NO or not said:
        return False
    raise CellFault(_("“{text}”看不出是同意还是不同意，请填“是”或“否”。").format(text=text[:20]))


def split_list(text: str) -> list[str]:
    """The items of a cell that holds several."""
    return list(dict.fromkeys(item for part in re.split(r"[、,，;；|/\n]+", text) if (item := part.strip())))
