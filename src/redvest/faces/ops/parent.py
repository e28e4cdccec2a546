"""Ends a process when the one that started it is gone, so that a killed ``redvest up`` leaves nothing."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "REDVEST_PARENT"
_PR_SET_PDEATHSIG = 1


def follow(parent: int) -> None:
    """Ask to be terminated when ``parent`` dies: by the kernel on Linux, by looking each second elsewhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signal.SIGTERM)


def follow_supervisor() -> None:
    """Follow ``redvest up`` when this command was started by it."""
    if parent := os.environ.pop(PARENT, ""):
        follow(int(parent))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
