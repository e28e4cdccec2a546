"""Shows how far a load is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from types import TracebackType
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class HasLines(Protocol):
    """A bundle of rows that counts as many."""

    @property
    def lines(self) -> Sized: ...


T = TypeVar("T")
B = TypeVar("B", bound=HasLines)
EVERY = 1_000


class Bar:
    """One bar over all rows of a load, on standard error, so that ``--json`` stays alone on standard output."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        shown = sys.stderr.isatty() and not quiet
        self._progress = Progress(*columns, console=Console(stderr=True), disable=not shown, transient=True)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step(self, words: str) -> None:
        """Say what is being done now."""
        self._progress.update(self._task, description=words)

    def rows(self, words: str, rows: Iterable[T]) -> Iterator[T]:
        """Pass rows on and count them."""
        self.step(words)
        turn = 0
        for turn, row in enumerate(rows, start=1):
            if not turn % EVERY:
                self._progress.advance(self._task, EVERY)
            yield row
        self._progress.advance(self._task, turn % EVERY)

    def batches(self, words: str, batches: Iterable[B]) -> Iterator[B]:
        """Pass batches on and count their lines."""
        self.step(words)
        seen = 0
        for batch in batches:
            seen += len(batch.lines)
            if seen >= EVERY:
                self._progress.advance(self._task, seen)
                seen = 0
            yield batch
        self._progress.advance(self._task, seen)
