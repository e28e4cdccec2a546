"""The shared strings of a workbook, kept in a file beside memory: a city's names and numbers are all different."""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from functools import lru_cache
from types import TracebackType
from xml.etree import ElementTree

from redvest.core.workbook.cells import unescape
from redvest.core.workbook.errors import WorkbookUnreadable
from redvest.core.workbook.package import Book, blocks, refused_markup

# A plain item. Whatever else an item may be (rich text, readings) goes through a parser.
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ITEM = re.compile(rb"<(?:\w+:)?si[ />]")
_REMEMBERED = 8_192


class SharedStrings:
    """Strings by number. Eight bytes of memory for each, and those that repeat."""

    def __init__(self, book: Book) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by this object's own exit
        self._ends = array("Q", [0])
        if book.strings is not None:
            self._spill(book)
        self._file.flush()
        self.get = lru_cache(maxsize=_REMEMBERED)(self._read)

    def __enter__(self) -> SharedStrings:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def _read(self, number: str) -> str:
        place = int(number)
        if not 0 <= place < len(self):
            raise WorkbookUnreadable
        start = self._ends[place]
        return os.pread(self._file.fileno(), self._ends[place + 1] - start, start).decode(
            "utf-8", "surrogatepass"
        )

    def _spill(self, book: Book) -> None:
        assert book.strings is not None
        end = self._ends[0]
        with book.archive.open(book.strings) as part:
            for block in blocks(part, b"</si>"):
                if refused_markup(block):
                    raise WorkbookUnreadable
                for text in _texts(block):
                    data = text.encode("utf-8", "surrogatepass")
                    end += len(data)
                    self._ends.append(end)
                    self._file.write(data)


def _texts(block: bytes) -> list[str]:
    """The strings of a block, which holds whole items and perhaps the document's head or tail."""
    text = block.decode("utf-8")
    found = _PLAIN.findall(text)
    if len(found) != len(_ITEM.findall(block)):
        return [_text_of(item) for item in _items(text)]
    return [unescape(each) for each in found] if "&" in text or "_x" in text else found


def _items(text: str) -> list[ElementTree.Element]:
    """The items as elements; prefixes are dropped, for the block has lost their declarations."""
    inner = "".join(re.findall(r"<(?:\w+:)?si\s*/>|<(?:\w+:)?si[ >].*?</(?:\w+:)?si>", text, re.DOTALL))
    bare = re.sub(r"(</?)\w+:", r"\1", inner)
    bare = re.sub(r"\s\w+:\w+=\"[^\"]*\"", "", bare)
    return list(ElementTree.fromstring(f"<sst>{bare}</sst>"))  # noqa: S314 - no document type, checked above


def _text_of(item: ElementTree.Element) -> str:
    """The text of an item: its own or that of its runs, without the readings above Japanese characters."""
    parts = [child.text or "" for child in item if child.tag == "t"]
    parts += [run.text or "" for child in item if child.tag == "r" for run in child if run.tag == "t"]
    text = "".join(parts)
    return unescape(text) if "_x" in text else text
