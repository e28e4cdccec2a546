"""How many rows each of several queries has, in one round trip: for the figures that stand on every page of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts_of(rows: Mapping[str, QuerySet[Any, Any] | None]) -> dict[str, int]:
    """The number of rows under each name; 0, unasked, for None and for a query that cannot match anything."""
    counts = dict.fromkeys(rows, 0)
    asked: dict[str, str] = {}
    values: list[Any] = []
    for name, query in rows.items():
        if query is None:
            continue
        try:
            text, given = query.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        asked[name] = f"(SELECT count(*) FROM ({text}) AS counted)"  # noqa: S608 - Django's own text
        values += given
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(asked.values())}", values)
            counts |= dict(zip(asked, map(int, cursor.fetchone()), strict=True))
    return counts
