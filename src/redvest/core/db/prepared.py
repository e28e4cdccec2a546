"""Statements whose plan the connection keeps: for the few that run on every request, where planning costs the most.

Django sends values inside the text, so PostgreSQL plans such a query anew each time. These are sent apart, and a
query that Django would build anew each time is written out once, with stand-ins for what changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, LiteralString

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from psycopg import Connection, Cursor, sql

KEPT_LENGTH = 4096  # of the driver: longer statements are not kept as read

Row = tuple[Any, ...]
Statement = tuple[str, Sequence[Any] | Mapping[str, Any]]


@dataclass(frozen=True)
class Written:
    """The text of a query, and the stand-ins that its parameters are."""

    statement: str
    parameters: Sequence[Any]

    def fetch(self, instead: Mapping[Any, Any]) -> list[Row]:
        """The rows, with the values of this moment instead of the stand-ins."""
        return fetch_prepared(self.statement, [instead[each] for each in self.parameters])


def written_out(rows: QuerySet[Any, Any], stand_ins: Collection[Any]) -> Written:
    """A query as PostgreSQL gets it. A stand-in is a value that nothing else in the query has.

    All other values stay in the text: without them the planner could not use a partial index.
    """
    statement, values = rows.query.sql_with_params()
    plain = [_plain(each) for each in values]
    following = iter(plain)

    def mark(found: re.Match[str]) -> str:
        if found[0] == "%%" or (value := next(following)) in stand_ins:
            return found[0]
        return sql.Literal(value).as_string(None).replace("%", "%%")

    return Written(re.sub("%%|%s", mark, statement), [each for each in plain if each in stand_ins])


def _plain(parameter: Any) -> Any:
    """Django wraps binary values for its driver; what is compared has to be bytes."""
    wrapped = getattr(parameter, "obj", parameter)
    return bytes(wrapped) if isinstance(wrapped, bytes | memoryview) else parameter


def fetch_prepared(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """All rows of one statement."""
    database, raw = _connection()
    _log(database, statement)
    with database.wrap_database_errors, Cursor(raw) as cursor:
        return cursor.execute(as_sent(statement), values, prepare=True).fetchall()


def fetch_prepared_after(first: LiteralString, then: LiteralString, values: Mapping[str, Any]) -> list[Row]:
    """The rows of ``then``, run after ``first`` in one round trip; outside a transaction the two are one.

    The second statement sees the database as it is once the first has ended, for instance once a lock is granted.
    """
    return fetch_in_turn((first, values), (then, values))[-1]


def fetch_in_turn(*statements: Statement, commit: bool = False) -> list[list[Row]]:
    """The rows of each statement, run one after the other in one round trip, each seeing what the earlier ones did.

    ``commit`` sends the commit of the transaction along; see ``together.Together.commit``.
    """
    database, raw = _connection()
    _log(database, "; ".join(statement for statement, _values in statements))
    with database.wrap_database_errors, ExitStack() as stack:
        cursors = [stack.enter_context(Cursor(raw)) for _each in statements]
        with raw.pipeline():
            for cursor, (statement, values) in zip(cursors, statements, strict=True):
                cursor.execute(as_sent(statement), values, prepare=True)
            if commit:
                stack.enter_context(Cursor(raw)).execute(b"COMMIT", prepare=False)
        # Only now: fetching inside would wait for the rows first and then once more for the commit.
        # A row number stands for "it answers rows"; the cursor's description would be built for nothing.
        return [cursor.fetchall() if cursor.rownumber is not None else [] for cursor in cursors]


@lru_cache(maxsize=256)
def as_sent(statement: str) -> bytes:
    """A statement without its indentation. None of ours has a line break inside a text.

    The driver remembers how it reads a statement only up to ``KEPT_LENGTH`` bytes and else reads it anew each time.
    """
    return re.sub(r"\n\s+", "\n", statement).encode()


def _connection() -> tuple[BaseDatabaseWrapper, Connection[Row]]:
    """Django's connection and the driver's own. Asked for once: every look through ``django.db.connection`` costs."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    raw: Connection[Row] = database.connection
    if raw.prepare_threshold is None:
        # Django switches preparing off for good by default; here it is asked for by name. And each is planned once:
        # PostgreSQL would go on planning for the values at hand whenever it believes that to be cheaper.
        raw.prepare_threshold = 5
        raw.execute("SET plan_cache_mode = force_generic_plan")
    return database, raw


def log_statement(statement: str) -> None:
    """Whoever counts the queries of a request counts these, too."""
    _log(connections[DEFAULT_DB_ALIAS], statement)


def _log(database: BaseDatabaseWrapper, statement: str) -> None:
    if database.queries_logged:
        database.queries_log.append({"sql": statement, "time": "prepared"})
