"""Keeps child processes running: starts them, restarts those that crash, stops all of them together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from redvest.core.errors import DomainError
from redvest.faces.ops.parent import PARENT

QUICK = 10.0  # seconds; a child that dies sooner has crashed at its start
MOST_QUICK_CRASHES = 5
LONGEST_PAUSE = 8.0


class ChildKeepsCrashing(DomainError):
    """有一个进程一启动就退出，反复试过几次都不行。上面的输出里写着原因。"""

    code = "child-keeps-crashing"
    status = 503


@dataclass
class Child:
    """One command, in a process group of its own so that nothing it starts outlives it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_crashes: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        environment = {**os.environ, PARENT: str(os.getpid())}
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command, env=environment, stdin=subprocess.DEVNULL, process_group=0
        )

    def signal(self, sign: signal.Signals) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, sign)

    def terminate(self) -> None:
        """Only the main process: it ends its own workers in order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def tend(self, now: float) -> None:
        """Start again what has died, later each time. Raises ChildKeepsCrashing."""
        if self.process and self.process.poll() is None:
            return
        if self.process:
            self.signal(signal.SIGKILL)  # what it left behind, which may still hold the port
            self.process = None
            self.quick_crashes = self.quick_crashes + 1 if now - self.started < QUICK else 1
            if self.quick_crashes >= MOST_QUICK_CRASHES:
                raise ChildKeepsCrashing(
                    f"redvest {self.name} 一启动就退出，试了几次都不行。原因写在上面的输出里。"
                )
            self.next_start = now + min(LONGEST_PAUSE, 0.25 * 2**self.quick_crashes)
        if now >= self.next_start:
            self.start()


@dataclass
class Supervisor:
    children: list[Child] = field(default_factory=list)

    def tend(self) -> None:
        now = time.monotonic()
        for child in self.children:
            child.tend(now)

    def stop(self, patience: float = 8.0) -> None:
        """Ask all at once, wait, then kill what is left."""
        for child in self.children:
            child.terminate()
        end = time.monotonic() + patience
        for child in self.children:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, end - time.monotonic()))
                child.signal(signal.SIGKILL)
                child.process.wait()
