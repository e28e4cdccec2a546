"""Folders and other processes for the tests of the embedded database. All is stopped again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from redvest.core.embedded import postmaster, status
from redvest.core.embedded.place import Place

SRC = Path(__file__).resolve().parents[3] / "src"

# A process that uses the database until its standard input closes, as every Redvest process does.
USER = """
    import sys
    from pathlib import Path
    from redvest.core.embedded import acquire, EmbeddedDatabaseError
    try:
        cluster = acquire(Path(sys.argv[1]))
    except EmbeddedDatabaseError as fault:
        print("refused", fault.code, flush=True)
        sys.exit(2)
    print(cluster.socket_dir, flush=True)
    sys.stdin.read()
"""


@dataclass
class User:
    """One process that holds the database."""

    process: subprocess.Popen[str]
    said: str

    def leave(self) -> int:
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(30)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


Starts = Callable[..., User]


@pytest.fixture
def root() -> Iterator[Path]:
    """A data directory with a space and Chinese characters, under a parent that only we may enter."""
    parent = Path(tempfile.mkdtemp())
    yield parent / "红 马甲" / "var"
    place = Place((parent / "红 马甲" / "var").resolve())
    if server := postmaster.running(place):
        postmaster.stop(server)
        shutil.rmtree(server.socket_dir, ignore_errors=True)
    shutil.rmtree(place.usual_socket_dir, ignore_errors=True)
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def start(root: Path) -> Iterator[Starts]:
    """Start a process that uses the database under ``root`` and wait for what it says first."""
    users: list[User] = []

    def started(folder: Path = root, **environment: str) -> User:
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(USER), str(folder)],
            env={**os.environ, "PYTHONPATH": str(SRC), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        users.append(User(process, process.stdout.readline().strip()))
        return users[-1]

    yield started
    for user in users:
        if user.process.poll() is None:
            user.leave()
        for stream in (user.process.stdin, user.process.stdout):
            if stream and not stream.closed:
                stream.close()


@pytest.fixture
def server_pid(root: Path) -> Callable[[], int | None]:
    """The number of the running server's process, or None."""
    return lambda: status(root).pid
