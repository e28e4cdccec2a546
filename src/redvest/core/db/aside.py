"""One statement that stays even when the transaction around it is rolled back: counting a failed try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def execute_aside(statement: str, parameters: Sequence[Any]) -> int:
    """Run and commit one statement apart from any open transaction; returns how many rows it touched.

    It sees only what is committed, and would wait forever for a row that the open transaction has changed.
    """
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return int(cursor.rowcount)
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute(statement, parameters)
            return int(cursor.rowcount)
    finally:
        apart.close()
