"""Tells whether a server runs on a data folder, by its postmaster.pid and the process that it names."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from redvest.core.embedded.place import Place

PROC = Path("/proc/self").exists()


@dataclass(frozen=True)
class Postmaster:
    pid: int
    socket_dir: Path


def running(place: Place) -> Postmaster | None:
    """The live server of this data folder, started by whomever, or None.

    The file alone proves nothing: after a kill its number may belong to any other program, and a copied
    folder carries the file of the original. So the process must be a postgres, owned by the folder's owner,
    on the socket that the file names; and the socket must be this folder's, or the folder its working folder
    (which stays true when it was moved).
    """
    found = _read(place.data)
    if found is None or not alive(found.pid):
        return None
    words = _command(found.pid)
    if not words or Path(words[0]).name != "postgres" or str(found.socket_dir) not in words:
        return None
    if _process_owner(found.pid) != place.data.stat().st_uid:
        return None
    return found if found.socket_dir.name.endswith(place.mark) or _works_in(found.pid, place.data) else None


def disown_stale(place: Place) -> None:
    """Let a new server start though postmaster.pid names a stranger, or a zombie.

    PostgreSQL would refuse. The number becomes its future parent's, which it accepts, and it still checks the
    shared memory that the file names, so that a dead server's last children are not overlooked.
    """
    if _read(place.data) is None:
        return
    path = place.data / "postmaster.pid"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+", encoding="utf-8") as file:
        rest = file.read().split("\n", 1)[1:]
        file.seek(0)
        file.write("\n".join([str(os.getpid()), *rest]))
        file.truncate()


def stop(server: Postmaster, *, patience: float = 60) -> None:
    """Fast shutdown; when the disk is very slow, an immediate one, which the next start recovers from."""
    for sign, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 10.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(server.pid, sign)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not alive(server.pid):
                return
            time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie. Reaps it where it is our own child."""
    with contextlib.suppress(ChildProcessError):
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if PROC:
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            return told.rpartition(")")[2].split()[0] != "Z"
    return True


def _read(data: Path) -> Postmaster | None:
    """postmaster.pid: process, data folder, start, port, socket folder, …; it is written line by line."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    if not lines or not lines[0].strip().isdecimal():
        return None
    return Postmaster(int(lines[0]), Path(lines[4].strip() if len(lines) > 4 else "/nowhere"))


def _command(pid: int) -> list[str]:
    if PROC:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            return []
    return _ps("command=", pid).split()


def _process_owner(pid: int) -> int | None:
    if PROC:
        try:
            return Path(f"/proc/{pid}").stat().st_uid
        except OSError:
            return None
    told = _ps("uid=", pid).strip()
    return int(told) if told.isdecimal() else None


def _ps(column: str, pid: int) -> str:
    command = ["/bin/ps", "-ww", "-o", column, "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False
