"""Processes that check rows beside the one that talks to the database. Forked before it connects, so that no
child shares its connection; they end with it, however it ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from itertools import cycle
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType

from redvest.core.workbook import Row
from redvest.registry.actions.import_row import Checked, Ground, RowCheck

MOST = 4


class Workers:
    """Checks batches in several processes and gives the results back in the order of the batches."""

    def __init__(self, count: int | None = None) -> None:
        count = min(MOST, os.cpu_count() or 1) if count is None else count
        can_fork = "fork" in multiprocessing.get_all_start_methods()
        self._ends: list[Connection] = []
        self._processes: list[BaseProcess] = []
        for _ in range(count if can_fork and count > 1 else 0):
            self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        # A child must not hold the others' ends open, or they would never notice that the parent is gone.
        process = context.Process(target=_serve, args=(theirs, [*self._ends, ours]), daemon=True)
        process.start()
        theirs.close()
        self._ends.append(ours)
        self._processes.append(process)

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(timeout=5)
            if process.is_alive():
                process.terminate()

    def check(self, ground: Ground, batches: Iterable[list[Row]]) -> Iterator[Checked]:
        """Each batch checked. While one is read from the file, the others are being checked."""
        if not self._ends:
            check = RowCheck(ground)
            yield from (check.batch(batch) for batch in batches)
            return
        for end in self._ends:
            end.send(ground)
        waiting: list[Connection] = []
        turns = cycle(self._ends)
        for batch in batches:
            end = next(turns)
            if len(waiting) == len(self._ends):
                yield _received(waiting.pop(0))
            end.send(batch)
            waiting.append(end)
        while waiting:
            yield _received(waiting.pop(0))


def _received(end: Connection) -> Checked:
    answer = end.recv()
    if isinstance(answer, BaseException):
        raise answer
    assert isinstance(answer, Checked)
    return answer


def _serve(end: Connection, not_ours: list[Connection]) -> None:
    """A worker's life: a ground, then batches, until the parent closes its end or dies."""
    for other in not_ours:
        other.close()
    gc.freeze()  # what was there before the fork is never garbage: do not look at it again and again
    check: RowCheck | None = None
    while True:
        try:
            work = end.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        if isinstance(work, Ground):
            check = RowCheck(work)
            continue
        assert check is not None
        try:
            answer: Checked | Exception = check.batch(work)
        except Exception as fault:  # the parent raises it
            answer = fault
        try:
            end.send(answer)
        except (BrokenPipeError, KeyboardInterrupt):
            return
