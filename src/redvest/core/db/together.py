"""Writes that nobody waits for: they go out with the next read of the same transaction, the last ones with its commit.

A statement costs more on its way than in the database. What runs, and in which order, is as if each went alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from redvest.core.db.copy import FEW, copy_rows, insert_of
from redvest.core.db.prepared import Row, Statement, fetch_in_turn


class Together:
    """Statements of one transaction in the order in which they were added. A failure shows when they are sent."""

    def __init__(self) -> None:
        self._waiting: list[Statement] = []

    def add(self, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> None:
        """Run this with whatever is sent next."""
        self._waiting.append((statement, values))

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows that are few on most days and many on some: a handful waits, more are copied at once.

        ``table`` and ``columns`` are our own names, never what somebody sent.
        """
        given = list(rows)
        if len(given) > FEW:
            self.send()
            copy_rows(table, columns, given)
        elif given:
            self.add(*insert_of(table, columns, given))

    def fetch(self, *statements: Statement) -> list[list[Row]]:
        """The rows of these statements, which see everything that waited."""
        before, self._waiting = self._waiting, []
        return fetch_in_turn(*before, *statements)[len(before) :]

    def send(self) -> None:
        """Send what waits."""
        if self._waiting:
            self.fetch()

    def commit(self) -> None:
        """Send what waits as the last of the transaction, and its commit with it. Nothing may follow in the block.

        Django's own commit then finds nothing left to do. Within another transaction it is that one that commits.
        """
        if not self._waiting:
            return
        outermost = connection.in_atomic_block and connection.commit_on_exit and not connection.savepoint_ids
        before, self._waiting = self._waiting, []
        fetch_in_turn(*before, commit=outermost and not connection.needs_rollback)
