"""Only one ``redvest up`` in a data folder. The kernel drops the lock with its process, however that ends."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from redvest.core.errors import DomainError


class AlreadyRunning(DomainError):
    """这个文件夹里的 Redvest 已经在运行。"""

    code = "already-running"
    status = 409


@contextlib.contextmanager
def only_one(path: Path, url: str) -> Iterator[bool]:
    """Hold the lock and write down who we are; yields whether the run before ended without saying goodbye.

    Raises AlreadyRunning with the other's address.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"这个文件夹里的 Redvest 已经在运行：{_address(file.read())}") from None
        killed_before = bool(file.read().strip())
        _write(file.fileno(), json.dumps({"pid": os.getpid(), "address": url}))
        try:
            yield killed_before
        finally:
            _write(file.fileno(), "")


def _address(text: str) -> str:
    try:
        return str(json.loads(text)["address"])
    except (ValueError, KeyError, TypeError):
        return "（正在启动）"


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)
