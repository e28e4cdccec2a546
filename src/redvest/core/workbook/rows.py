"""The rows of a sheet in a stream. One pass of a regular expression reads what Excel, WPS and the usual libraries
write; a block with anything else in it goes through a real parser, which is slower and reads all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from xml.parsers import expat

from redvest.core.workbook.cells import Cell, Number, moment_of, unescape
from redvest.core.workbook.errors import WorkbookUnreadable
from redvest.core.workbook.package import Book, blocks, refused_markup
from redvest.core.workbook.strings import SharedStrings

Row = tuple[int, list[Cell]]
MOST_COLUMNS = 16_384

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?(?:/>|>(?:<v>([^<]*)</v>|'
    r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)|</row>'
)
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")


class RowReader:
    """Turns the XML of a sheet into rows of cells."""

    def __init__(self, book: Book, strings: SharedStrings) -> None:
        self._string = strings.get
        self._dates = book.date_styles
        self._epoch = book.epoch
        self._columns: dict[str, int] = {}
        self._last = 0

    def rows(self, book: Book) -> Iterator[Row]:
        """Every row that has cells, with its number."""
        with book.archive.open(book.sheet) as part:
            pieces = blocks(part, b"</row>")
            head = next(pieces)
            if refused_markup(head):
                raise WorkbookUnreadable
            start = head.find(b"<sheetData>")
            if start < 0 or (b"encoding=" in head[:100] and b'encoding="UTF-8"' not in head[:100]):
                yield from self._parsed(head, pieces)
                return
            yield from self._block(head[start + len(b"<sheetData>") :])
            for block in pieces:
                yield from self._block(block)

    def _block(self, block: bytes) -> Iterator[Row]:
        """The rows of a block that ends with a row."""
        text = block.decode("utf-8")
        found = _CELL.findall(text)
        if len(found) != text.count("<c ") + text.count("</row>") or "<!" in text:
            yield from self._parsed(b"<sheetData>" + block, iter(()))
            return
        columns = self._columns
        escaped = "&" in text or "_x" in text
        cells: list[Cell] = []
        for letters, number, style, kind, value, inline in found:
            if not letters:
                if cells:
                    yield self._last, cells
                    cells = []
                continue
            if not cells:
                self._last = int(number)
            column = columns.get(letters)
            if column is None:
                column = columns[letters] = column_of(letters)
            while len(cells) < column:
                cells.append(None)
            content = unescape(value or inline) if escaped else value or inline
            cells.append(self._cell(style, kind, content))

    def _cell(self, style: str, kind: str, content: str) -> Cell:
        if not content:
            return None
        if kind == "inlineStr" or kind == "str":
            return content
        if kind == "s":
            return self._string(content)
        if kind == "b":
            return content == "1"
        if kind == "e":
            return None
        if kind == "d":
            return datetime.fromisoformat(content).replace(tzinfo=None)
        if style and style in self._dates and (moment := moment_of(float(content), self._epoch)):
            return moment
        return Number(content)

    def _parsed(self, first: bytes, more: Iterator[bytes]) -> Iterator[Row]:
        """The same by a parser, with prefixes, formulas, rich text and rows that do not say where they are."""
        parser = _Parser(self)
        yield from parser.feed(first)
        for block in more:
            yield from parser.feed(block)

    def placed(self, cells: list[tuple[dict[str, str], str]], number: str | None) -> Row | None:
        """A row out of cells with their attributes."""
        self._last = int(number) if number else self._last + 1
        row: list[Cell] = []
        for attributes, content in cells:
            place = _PLACE.fullmatch(attributes.get("r", ""))
            column = column_of(place[1]) if place else len(row)
            while len(row) < column:
                row.append(None)
            row.append(self._cell(attributes.get("s", ""), attributes.get("t", ""), content))
        return (self._last, row) if row else None


class _Parser:
    """Collects cells from the events of an XML parser that is fed piece by piece."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._rows: list[Row] = []
        self._cells: list[tuple[dict[str, str], str]] = []
        self._cell: dict[str, str] = {}
        self._number: str | None = None
        self._text: list[str] = []
        self._reading = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes) -> Iterator[Row]:
        if refused_markup(piece):
            raise WorkbookUnreadable
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError as fault:
            raise WorkbookUnreadable from fault
        rows, self._rows = self._rows, []
        return iter(rows)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rsplit(":", 1)[-1]:
            case "row":
                self._number, self._cells = attributes.get("r"), []
            case "c":
                self._cell, self._text = attributes, []
            case "v" | "t":
                self._reading = True
            case "rPh":  # a reading is no part of the text: drop what it holds
                self._cell["reading"] = "yes"

    def _end(self, name: str) -> None:
        match name.rsplit(":", 1)[-1]:
            case "row":
                if row := self._reader.placed(self._cells, self._number):
                    self._rows.append(row)
            case "c":
                self._cells.append((self._cell, unescape("".join(self._text)) if self._text else ""))
            case "v" | "t":
                self._reading = False
            case "rPh":
                self._cell.pop("reading", None)

    def _characters(self, text: str) -> None:
        if self._reading and "reading" not in self._cell:
            self._text.append(text)


def column_of(letters: str) -> int:
    """The place of a column, counted from zero: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    if place > MOST_COLUMNS:
        raise WorkbookUnreadable
    return place - 1
