"""How many rows each of several queries has, in one round trip: for the figures that stand on every page of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts_of(rows: Mapping[str, QuerySet[Any, Any] | None]) -> dict[str, int]:
    """The number of rows under each name; 0, unasked, for None and for a query that cannot match anything."""
    return counts_and_text(rows, None)[0]


def counts_and_text(
    rows: Mapping[str, QuerySet[Any, Any] | None], text: QuerySet[Any, Any] | None
) -> tuple[dict[str, int], str]:
    """The counts and, in the same round trip, the first row of a query of one text column; empty without one."""
    counts = dict.fromkeys(rows, 0)
    asked: dict[str, str] = {}
    values: list[Any] = []
    for name, query in rows.items():
        if found := _as_sent(query.order_by().values("pk")) if query is not None else None:
            asked[name] = f"(SELECT count(*) FROM ({found[0]}) AS counted)"  # noqa: S608 - Django's own text
            values += found[1]
    said = _as_sent(text[:1]) if text is not None else None
    columns = [*asked.values(), *([f"({said[0]})"] if said else [])]
    if not columns:
        return counts, ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", [*values, *(said[1] if said else ())])
        row = cursor.fetchone()
    counts |= dict(zip(asked, map(int, row[: len(asked)]), strict=True))
    return counts, (row[-1] or "") if said else ""


def _as_sent(query: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Its text and values; None for one that cannot match anything."""
    try:
        text, values = query.query.sql_with_params()
    except EmptyResultSet:
        return None
    return text, tuple(values)
