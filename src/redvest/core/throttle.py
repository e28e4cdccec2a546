"""Rate limits that hold across processes: a fixed window per key, counted in one atomic statement."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.db import connection

from redvest.core.errors import TooManyTries

_COUNT = """
INSERT INTO core_throttlecount AS c (key, window_ends_at, hits) VALUES (%(key)s, %(ends)s, 1)
ON CONFLICT (key) DO UPDATE SET
    hits = CASE WHEN c.window_ends_at <= %(at)s THEN 1 ELSE c.hits + 1 END,
    window_ends_at = CASE WHEN c.window_ends_at <= %(at)s THEN %(ends)s ELSE c.window_ends_at END
RETURNING hits, window_ends_at
"""


def hit(key: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Count one try of ``key``. Raises TooManyTries (with ``retry_after`` in seconds) above ``limit`` a window."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key[:120], "at": at, "ends": at + window})
        hits, ends = cursor.fetchone()
    if hits > limit:
        raise TooManyTries(retry_after=max(1, math.ceil((ends - at).total_seconds())))


def first_time(key: str, *, lasting: timedelta, at: datetime) -> bool:
    """Whether ``key`` was not seen within ``lasting``: a receipt for what must be told once, and may be told late."""
    try:
        hit(key, limit=1, window=lasting, at=at)
    except TooManyTries:
        return False
    return True


def forget(key: str) -> None:
    """Forget the tries of ``key``, as after a success."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_throttlecount WHERE key = %s", [key[:120]])


def take_back(key: str) -> None:
    """Do not count the last try of ``key``, which was right; those that were wrong before it still count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_throttlecount SET hits = hits - 1 WHERE key = %s AND hits > 0", [key[:120]]
        )


def purge(at: datetime) -> int:
    """Drop counters of windows long over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_throttlecount WHERE window_ends_at < %s", [at - timedelta(hours=1)])
        return int(cursor.rowcount)
