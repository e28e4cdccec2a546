"""Bulk loading with PostgreSQL's COPY: the way in for files of 100,000 rows and for the demo city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from redvest.core.db.prepared import Statement, log_statement

FEW = 4  # up to here one INSERT is faster than the round trips of a COPY


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Stream ``rows`` (tuples in the order of ``columns``) into ``table``; returns how many. Constant memory."""
    count = 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    log_statement(f"COPY {table}")
    # COPY goes past Django's cursor, so its errors have to be made Django's here.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def insert_of(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Statement:
    """The statement that inserts a handful of rows; ``table`` and ``columns`` are our own names, never what somebody sent."""
    line = f"({', '.join(['%s'] * len(columns))})"
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([line] * len(rows))}"  # noqa: S608
    return statement, [value for row in rows for value in row]


def analyze(*tables: str) -> None:
    """Refresh the planner's statistics after a bulk load."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
