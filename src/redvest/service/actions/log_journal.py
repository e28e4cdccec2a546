"""Writing the journal of signed heads, after they are committed. What a crash left out, the next write adds."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from django.conf import settings

from redvest.core.errors import NotAllowed
from redvest.service.models import LogHead
from redvest.service.queries.log_journal import journal_path, last_record

_TAIL = 256 * 1024  # bytes: more than the longest record


def write_journal(*, city: str) -> int:
    """Add every committed head that the journal does not have yet, and wait for the disk; returns how many."""
    path = journal_path(city)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(descriptor, "r+b") as journal:
        fcntl.flock(journal, fcntl.LOCK_EX)
        _cut_torn_line(path)
        newest = last_record(city)
        heads = LogHead.objects.filter(city=city, id__gt=newest.id if newest else 0).order_by("id")
        lines = [
            json.dumps({"id": key, "checkpoint": text}, ensure_ascii=False) + "\n"
            for key, text in heads.values_list("id", "checkpoint")
        ]
        os.write(descriptor, "".join(lines).encode())
        os.fsync(descriptor)
    _sync_folder(path.parent)
    return len(lines)


def forget_journals() -> None:
    """Let a demo city's log begin anew. Refused where real people are served."""
    if settings.REDVEST_PRODUCTION:
        raise NotAllowed
    for path in Path(settings.REDVEST_JOURNAL_DIR).glob("*-heads.txt"):
        path.unlink(missing_ok=True)


def _cut_torn_line(path: Path) -> None:
    """Drop what a crash left of a last line."""
    with path.open("rb") as journal:
        size = journal.seek(0, os.SEEK_END)
        begins = journal.seek(max(0, size - _TAIL))
        tail = journal.read()
    if not tail.endswith(b"\n"):
        os.truncate(path, begins + tail.rfind(b"\n") + 1)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
