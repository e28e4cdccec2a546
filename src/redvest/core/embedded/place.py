"""Where the embedded database keeps its files, and the private folder of its socket."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from redvest.core.embedded.errors import UnsafeSocketFolder

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103  # Linux ends at 107 bytes, macOS at 103


@dataclass(frozen=True)
class Place:
    """All paths of one installation; ``root`` is its data directory (``var``)."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "postgres"

    @property
    def unfinished(self) -> Path:
        """initdb works here and the folder is renamed when done, so that a kill leaves no half database."""
        return self.root / "postgres.new"

    @property
    def lease(self) -> Path:
        return self.root / "postgres.lease"

    @property
    def guard(self) -> Path:
        return self.root / "postgres.guard"

    @property
    def log(self) -> Path:
        """Outside the data folder: whoever runs Redvest writes it, not the server's account."""
        return self.root / "log" / "postgres.log"

    @property
    def mark(self) -> str:
        """Eight hex digits that tell this installation's socket folder from all others."""
        return hashlib.sha256(os.fsencode(self.root)).hexdigest()[:8]

    @property
    def usual_socket_dir(self) -> Path:
        name = f"redvest-{os.geteuid()}-{self.mark}"
        for base in _runtime_folders():
            if len(os.fsencode(base / name / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
                return base / name
        return Path("/tmp") / name  # noqa: S108 - private_folder() trusts nothing it finds there


def _runtime_folders() -> list[Path]:
    """Folders for short-lived files, best first. root's own XDG folder is closed to the server's account."""
    if os.geteuid() == 0:
        return [*([Path("/run")] if os.access("/run", os.W_OK) else []), Path(tempfile.gettempdir())]
    named = os.environ.get("XDG_RUNTIME_DIR", "")
    usable = named and Path(named).is_dir() and Path(named).stat().st_uid == os.geteuid()
    return [*([Path(named)] if usable else []), Path(tempfile.gettempdir())]


def private_folder(path: Path, *, uid: int, gid: int) -> Path:
    """Make ``path`` a folder that only ``uid`` may enter, or refuse.

    The name can be guessed and its parent may be /tmp, so what stands there already is believed only when it
    is a real folder (no symbolic link) of ours. Raises UnsafeSocketFolder.
    """
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    except OSError as fault:
        raise UnsafeSocketFolder(f"建不了数据库套接字的文件夹 {path}：{fault.strerror}。") from fault
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as fault:
        raise UnsafeSocketFolder(_stranger(path)) from fault
    try:
        owner = os.fstat(folder).st_uid
        if owner not in {uid, os.geteuid()}:
            raise UnsafeSocketFolder(_stranger(path))
        if owner != uid:
            os.fchown(folder, uid, gid)
        if stat.S_IMODE(os.fstat(folder).st_mode) != 0o700:
            os.fchmod(folder, 0o700)
    finally:
        os.close(folder)
    return path


def _stranger(path: Path) -> str:
    return (
        f"{path} 不是 Redvest 自己建的文件夹（可能是别人放的链接），数据库不能用它。请把它移走，"
        "或者把 XDG_RUNTIME_DIR 设为一个只有你能进的文件夹，再试一次。"
    )
