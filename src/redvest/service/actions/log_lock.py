"""Whoever writes to a city's log does so alone, until the transaction ends."""

from __future__ import annotations

from django.db import connection

_SPACE = 0x6C6F67  # "log": advisory locks of other purposes use other numbers


def alone(*, city: str) -> None:
    """Wait until nobody else writes to the log of the city."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_SPACE, city])
