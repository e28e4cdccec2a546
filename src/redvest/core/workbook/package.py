"""The parts of an ``.xlsx`` package beside the rows: which sheet is the first, which styles show dates."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, XMLParser

from redvest.core.workbook.cells import EPOCH_1900, EPOCH_1904, is_date_format
from redvest.core.workbook.errors import WorkbookUnreadable

LARGEST_PART = 32 * 1024 * 1024  # of a part that is read whole: workbook, relations, styles
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class Book:
    """What the rows of the first visible sheet need to be understood."""

    archive: zipfile.ZipFile
    sheet: str
    strings: str | None
    date_styles: frozenset[str]
    epoch: datetime


@contextmanager
def readable() -> Iterator[None]:
    """Translate whatever a broken file makes the libraries raise."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        EOFError,
        NotImplementedError,
    ) as fault:
        raise WorkbookUnreadable from fault
    except RuntimeError as fault:  # zipfile's word for an encrypted member
        raise WorkbookUnreadable from fault


def open_book(path: Path) -> Book:
    """Open a package and find its first visible sheet."""
    archive = zipfile.ZipFile(path)
    book = _parsed(archive, "xl/workbook.xml")
    relations = {
        relation.get("Id", ""): _target(relation.get("Target", ""))
        for relation in _parsed(archive, "xl/_rels/workbook.xml.rels")
    }
    names = set(archive.namelist())
    sheets = [each for each in _named(book, "sheet") if each.get("state", "visible") == "visible"]
    parts = [relations.get(each.get(_RELATION) or each.get(_STRICT_RELATION) or "", "") for each in sheets]
    found = [part for part in parts if part in names and "worksheet" in part]
    if not found:
        raise WorkbookUnreadable
    properties = next(iter(_named(book, "workbookPr")), None)
    since_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    return Book(
        archive=archive,
        sheet=found[0],
        strings=next(
            (part for part in relations.values() if part in names and "sharedStrings" in part), None
        ),
        date_styles=_date_styles(archive) if "xl/styles.xml" in names else frozenset(),
        epoch=EPOCH_1904 if since_1904 else EPOCH_1900,
    )


def _date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The style numbers whose cells show their number as a date."""
    styles = _parsed(archive, "xl/styles.xml")
    patterns = {each.get("numFmtId", ""): each.get("formatCode", "") for each in _named(styles, "numFmt")}
    cells = next(iter(_named(styles, "cellXfs")), None)
    formats = [] if cells is None else [each.get("numFmtId", "0") for each in cells]
    return frozenset(
        str(number) for number, code in enumerate(formats) if is_date_format(int(code), patterns.get(code))
    )


def _named(root: Element, name: str) -> list[Element]:
    """Elements of this name in whatever namespace: strict workbooks use another than usual ones."""
    return [each for each in root.iter() if each.tag.rsplit("}", 1)[-1] == name]


def _target(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        text = part.read(LARGEST_PART + 1)
    if len(text) > LARGEST_PART or refused_markup(text):
        raise WorkbookUnreadable
    parser = XMLParser()  # noqa: S314 - no document type, so no entities of its own
    parser.feed(text)
    root: Element = parser.close()
    return root


def refused_markup(text: bytes) -> bool:
    """A document type has no place in a workbook; it is how entities are made to explode."""
    return b"<!DOCTYPE" in text


def blocks(part: IO[bytes], end: bytes, size: int = 1 << 18) -> Iterator[bytes]:
    """A part in pieces that end with ``end``; the last piece is whatever follows."""
    rest = b""
    while piece := part.read(size):
        rest += piece
        cut = rest.rfind(end)
        if cut >= 0:
            cut += len(end)
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LARGEST_PART:
            raise WorkbookUnreadable
    yield rest


def rows_announced(head: bytes) -> int:
    """How many rows the sheet says it has, for a progress bar; zero where it does not say."""
    found = re.search(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"', head)
    return int(found[1]) if found else 0
