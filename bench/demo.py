"""The demo city at scale 1, held against COPY of as many rows of the same columns into tables without any index."""

from __future__ import annotations

import time
from itertools import chain, repeat
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from bench.house import bench_database
from redvest.faces.ops.demo.command import load
from redvest.faces.ops.demo.load import bulky_tables

DATABASE = "redvest_bench_demo"
AIM = 5.0


def run(*, scale: float = 1.0, json: bool = False) -> dict[str, object]:
    """Load the city into a database of its own, then copy out and in again what it holds; answers in seconds."""
    del json
    with bench_database(DATABASE):
        begun = time.monotonic()
        numbers = load(city="xinyu", scale=scale, quiet=True)
        figure = time.monotonic() - begun
        floor, rows = _floor()
    ratio = figure / floor
    return {
        "bench": "demo",
        "scale": scale,
        "rows": rows,
        "volunteers": numbers["volunteers"],
        "service_hours": numbers["service_hours"],
        "figure_s": round(figure, 2),
        "floor_s": round(floor, 2),
        "ratio": round(ratio, 2),
        "aim": f"<= {AIM}",
        "held": ratio <= AIM,
    }


def _floor() -> tuple[float, int]:
    """Seconds of plain COPY of the same rows, as Python values, into temporary tables; and how many rows."""
    seconds, count = 0.0, 0
    for table in bulky_tables():
        with transaction.atomic(), connection.cursor() as cursor:
            columns, sample = _sample(table)
            cursor.execute(f"SELECT count(*) FROM {table}")
            wanted = int(cursor.fetchone()[0])
            cursor.execute(f"CREATE TEMP TABLE floor (LIKE {table}) ON COMMIT DROP")
            if not sample:
                continue
            # The same few thousand rows again and again: making rows up is what the load does, not the floor.
            rows = chain.from_iterable(repeat(sample))
            statement = sql.SQL("COPY floor ({}) FROM STDIN").format(
                sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            begun = time.monotonic()
            with cursor.cursor.copy(statement) as copy:
                for _, row in zip(range(wanted), rows, strict=False):
                    copy.write_row(row)
            seconds += time.monotonic() - begun
            count += wanted
    return seconds, count


def _sample(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Some rows of a table as Python reads them, and their columns."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 5000")
        return [column.name for column in cursor.description], cursor.fetchall()
