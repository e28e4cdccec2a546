"""The journal of signed heads: a file outside the database, so that who holds only the database cannot cut the log unseen.

One JSON document a line: ``{"id": number of the head, "checkpoint": its text}``. A last line without its newline was
torn by a crash and does not count; the next write replaces it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_TAIL = 256 * 1024  # bytes: more than the longest record


@dataclass(frozen=True, slots=True)
class Record:
    """One signed head as the journal keeps it. ``id`` is -1 where the line cannot be read."""

    id: int
    checkpoint: str


def journal_path(city: str) -> Path:
    return Path(settings.REDVEST_JOURNAL_DIR) / f"{city}-heads.txt"


def journal_size(city: str) -> int:
    """How many bytes the journal has now; none where there is no journal."""
    path = journal_path(city)
    return path.stat().st_size if path.is_file() else 0


def records(city: str, upto: int) -> Iterator[Record]:
    """The records within the first ``upto`` bytes, in order; constant memory."""
    if not upto:
        return
    with journal_path(city).open("rb") as journal:
        while (begins := journal.tell()) < upto:
            line = journal.readline()
            if begins + len(line) > upto or not line.endswith(b"\n"):
                return
            yield _record(line)


def last_record(city: str) -> Record | None:
    """The newest whole record, without reading the others."""
    path = journal_path(city)
    if not path.is_file():
        return None
    with path.open("rb") as journal:
        size = journal.seek(0, 2)
        journal.seek(max(0, size - _TAIL))
        lines = journal.read().split(b"\n")[:-1]
    return _record(lines[-1]) if lines else None


def _record(line: bytes) -> Record:
    try:
        found = json.loads(line)
        return Record(int(found["id"]), str(found["checkpoint"]))
    except (ValueError, TypeError, KeyError):
        return Record(-1, line.decode(errors="replace").strip())
