"""Statements whose plan the connection keeps: for the few that run on every request, where planning costs the most.

Django sends values inside the text, so PostgreSQL plans such a query anew each time. These are sent apart, and a
query that Django would build anew each time is written out once, with stand-ins for what changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from django.db import connection
from django.db.models import QuerySet
from psycopg import Connection, Cursor

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Written:
    """The text of a query with its parameters, stand-ins among them."""

    statement: str
    parameters: Sequence[Any]

    def fetch(self, instead: Mapping[Any, Any]) -> list[Row]:
        """The rows, with the values of this moment instead of their stand-ins."""
        return fetch_prepared(self.statement, [instead.get(each, each) for each in self.parameters])


def written_out(rows: QuerySet[Any, Any]) -> Written:
    """A query as PostgreSQL gets it. Every stand-in has to be a value that nothing else in the query has."""
    statement, parameters = rows.query.sql_with_params()
    return Written(statement, [_plain(each) for each in parameters])


def _plain(parameter: Any) -> Any:
    """Django wraps binary values for its driver; what is compared has to be bytes."""
    wrapped = getattr(parameter, "obj", parameter)
    return bytes(wrapped) if isinstance(wrapped, bytes | memoryview) else parameter


def fetch_prepared(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """All rows of one statement."""
    raw = _connection()
    _log(statement)
    with connection.wrap_database_errors, Cursor(raw) as cursor:
        return cursor.execute(statement.encode(), values, prepare=True).fetchall()


def fetch_prepared_after(first: LiteralString, then: LiteralString, values: Mapping[str, Any]) -> list[Row]:
    """The rows of ``then``, run after ``first`` in one round trip; outside a transaction the two are one.

    The second statement sees the database as it is once the first has ended, for instance once a lock is granted.
    """
    raw = _connection()
    _log(f"{first}; {then}")
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


def _log(statement: str) -> None:
    """Whoever counts the queries of a request counts these, too."""
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": "prepared"})
