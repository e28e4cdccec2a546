"""Rows that are made once for all tests of a module: each test runs in a savepoint within their transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import time_machine
from django.db import transaction
from django.test import override_settings

from tests.factories.registry import NOW

T = TypeVar("T")


class Keep(Protocol):
    """What the fixture ``keep`` gives."""

    def __call__(self, make: Callable[[], T]) -> AbstractContextManager[T]: ...


@contextmanager
def kept(blocker: Any, folder: Path, make: Callable[[], T]) -> Iterator[T]:
    """What ``make`` answers on the tests' day, for a fixture of a module; only tests that commit nothing may use it.

    Its rows are there again for each test. What it answered stays as tests leave it: give those that change it a copy.
    """
    house = override_settings(
        MEDIA_ROOT=folder / "files", REDVEST_JOURNAL_DIR=folder / "log", REDVEST_SECOND_FACTOR=False
    )
    with ExitStack() as stack:
        with blocker.unblock(), time_machine.travel(NOW, tick=False), house:
            stack.enter_context(_taken_back(blocker))
            made = make()
        yield made


@contextmanager
def _taken_back(blocker: Any) -> Iterator[None]:
    around = transaction.atomic()
    around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
