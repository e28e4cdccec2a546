"""Statements whose plan the connection keeps: for the few that run on every request, where planning costs the most.

Django sends values inside the text, so PostgreSQL plans such a query anew each time. These are sent apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from django.db import connection
from psycopg import Connection, Cursor

Row = tuple[Any, ...]


def fetch_prepared(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """All rows of one statement."""
    raw = _connection()
    with connection.wrap_database_errors, Cursor(raw) as cursor:
        return cursor.execute(statement.encode(), values, prepare=True).fetchall()


def fetch_prepared_after(first: LiteralString, then: LiteralString, values: Mapping[str, Any]) -> list[Row]:
    """The rows of ``then``, run after ``first`` in one round trip; outside a transaction the two are one.

    The second statement sees the database as it is once the first has ended, for instance once a lock is granted.
    """
    raw = _connection()
    with connection.wrap_database_errors, Cursor(raw) as lock, Cursor(raw) as cursor, raw.pipeline():
        lock.execute(first, values, prepare=True)
        cursor.execute(then, values, prepare=True)
        return cursor.fetchall()


def _connection() -> Connection[Row]:
    connection.ensure_connection()
    raw: Connection[Row] = connection.connection
    # Django switches preparing off for good by default; here it is asked for by name.
    raw.prepare_threshold = raw.prepare_threshold or 5
    return raw
