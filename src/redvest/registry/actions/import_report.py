"""What an import answers, and the workbook in which rejected rows go back to whoever filled them in."""

# ruff: noqa: S608 - the only names put into statements are constants of this project

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from redvest.core.errors import Invalid
from redvest.core.workbook import Row, SheetWriter, open_rows
from redvest.registry.rules.sheet import Header, text_of

Progress = Callable[[int, int], None]
FAULTS = "redvest_import_fault"
BATCH = 1_000
SHOWN = 20  # reasons that are told at once
_FETCH = 2_000


class BadFileUnwritable(Invalid):
    """错误行的表格写不下来：这个文件夹不能写，或者磁盘满了。请用 --bad 换一个地方。"""

    code = "bad-file-unwritable"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file. ``bad`` counts every rejected row, ``duplicates`` those that are somebody twice."""

    rows: int
    imported: int
    bad: int
    blank: int
    duplicates: int
    sha256: str
    bad_file: Path | None = None
    ignored: tuple[str, ...] = ()
    reasons: tuple[tuple[int, str], ...] = field(default=())  # the first few, for showing at once

    @property
    def all_known(self) -> bool:
        """Whether the file holds nothing but what is on record already: it was imported before."""
        return 0 < self.rows == self.duplicates


def batches_of(*, path: Path, header: Header, progress: Progress | None) -> Iterator[list[Row]]:
    """The rows under the header, a thousand at a time; ``progress`` hears how many are done, of how many."""
    with open_rows(path) as rows:
        below = (row for row in rows if row[0] > header.row)
        done, total = 0, max(0, rows.announced - header.row)
        while batch := list(islice(below, BATCH)):
            yield batch
            done += len(batch)
            if progress:
                progress(done, max(total, done))


def digest_of(*, path: Path) -> str:
    """The file's SHA-256, by which the audit trail knows it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bad_file_of(*, path: Path) -> Path:
    """Beside the file: 名单.xlsx → 名单.错误行.xlsx."""
    return path.with_name(f"{path.stem}.{_('错误行')}.xlsx")


def begin_faults() -> None:
    """An empty list of rejected rows, gone at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {FAULTS}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {FAULTS} (line integer, reason text, duplicate boolean) ON COMMIT DROP"
        )


def first_reasons(*, count: int) -> tuple[tuple[int, str], ...]:
    """The first rejected rows with their reasons."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT line, reason FROM {FAULTS} ORDER BY line LIMIT %s", [count])
        return tuple(cursor.fetchall())


def write_bad_rows(*, path: Path, header: Header, to: Path) -> None:
    """The rejected rows as they were, each with its reason. Reads the file once more, so that none had to be kept."""
    titles = [*_padded(header.titles, len(header.titles)), _("原因"), _("原表行号")]
    width = len(header.titles)
    try:
        with connection.cursor() as cursor, SheetWriter(to, titles) as writer, open_rows(path) as rows:
            cursor.execute(
                f"DECLARE redvest_faults NO SCROLL CURSOR FOR SELECT line, reason FROM {FAULTS} ORDER BY line"
            )
            waiting: list[tuple[int, str]] = []
            for number, cells in rows:
                if not waiting:
                    cursor.execute(f"FETCH {_FETCH} FROM redvest_faults")
                    waiting = cursor.fetchall()[::-1]
                    if not waiting:
                        break
                if number == waiting[-1][0]:
                    line, reason = waiting.pop()
                    writer.write([*_padded([text_of(cell) for cell in cells], width), reason, str(line)])
            cursor.execute("CLOSE redvest_faults")
    except OSError as fault:
        raise BadFileUnwritable from fault


def _padded(texts: Iterable[str], width: int) -> list[str]:
    found = list(texts)[:width]
    return found + [""] * (width - len(found))
