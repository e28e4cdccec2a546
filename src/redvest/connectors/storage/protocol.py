"""What every storage can do, and the two ways in which it says no."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from redvest.core.errors import DomainError, NotFound

_KEY = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9]+)*", re.ASCII)
_LONGEST = 120


class FileMissing(NotFound):
    """文件暂时找不到了，请联系系统管理员恢复。"""

    code = "file-missing"


class BadKey(DomainError):
    """文件名不合规矩，没有保存。"""

    code = "bad-file-key"
    status = 500


class Storage(Protocol):
    """Whole files under keys. A write is there completely or not at all, and survives a power cut."""

    def write(self, key: str, data: bytes) -> None:
        """Keep the data under the key, in place of what was there."""
        ...

    def read(self, key: str) -> bytes:
        """The data under the key, or FileMissing."""
        ...

    def exists(self, key: str) -> bool: ...

    def local_path(self, key: str) -> Path:
        """A file on this machine with that content, to be served as it is; or FileMissing."""
        ...


def checked(key: str) -> str:
    """The key, if it is one: small letters, digits and dashes between slashes, so it can leave no folder."""
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise BadKey(key=key)
    return key
