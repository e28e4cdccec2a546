"""Sheets between checking and importing: kept for their uploader alone, for a day at most, readable by nobody else.

They hold ID numbers in the open, so they go as soon as they are imported.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from redvest.core.errors import NotFound
from redvest.core.identifiers import uuid7

LIFE = timedelta(days=1)


class UploadGone(NotFound):
    """这份表格已经不在了：导入完成，或者放了一天以上。请重新上传。"""

    code = "upload-gone"


@dataclass(frozen=True, slots=True)
class Upload:
    """One sheet, the rows that came back from it, and what was said about it."""

    key: UUID
    folder: Path

    @property
    def sheet(self) -> Path:
        return self.folder / "sheet.xlsx"

    @property
    def bad(self) -> Path:
        return self.folder / "bad.xlsx"

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        return found

    def note(self, **facts: Any) -> None:
        """Remember what was found, for the page that is opened next."""
        (self.folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def keep(account_id: UUID, file: UploadedFile[Any], at: datetime) -> Upload:
    """Put an uploaded sheet aside and forget those that are too old."""
    _forget_old(at)
    key = uuid7()
    upload = Upload(key, _home(account_id) / key.hex)
    upload.folder.mkdir(parents=True, mode=0o700)
    with upload.sheet.open("wb") as to:
        for piece in file.chunks():
            to.write(piece)
    upload.sheet.chmod(0o600)
    return upload


def find(account_id: UUID, key: UUID) -> Upload:
    """A sheet of this account. Raises UploadGone."""
    upload = Upload(key, _home(account_id) / key.hex)
    if not (upload.folder / "facts.json").is_file():
        raise UploadGone
    return upload


def discard(upload: Upload) -> None:
    shutil.rmtree(upload.folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _home(account_id: UUID) -> Path:
    return _root() / account_id.hex


def _forget_old(at: datetime) -> None:
    oldest = (at - LIFE).timestamp()
    for folder in _root().glob("*/*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
