"""The default storage: a folder on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from redvest.connectors.storage.protocol import FileMissing, checked
from redvest.core.files import write_atomically

_OWNER_ONLY = 0o600  # certificates name people; the web process is the one who serves them


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """Keys are paths below the folder."""

    root: Path

    def write(self, key: str, data: bytes) -> None:
        write_atomically(self.root / checked(key), data, mode=_OWNER_ONLY)

    def read(self, key: str) -> bytes:
        return self.local_path(key).read_bytes()

    def exists(self, key: str) -> bool:
        return (self.root / checked(key)).is_file()

    def local_path(self, key: str) -> Path:
        path = self.root / checked(key)
        if not path.is_file():
            raise FileMissing(key=key)
        return path
