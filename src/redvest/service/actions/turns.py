"""One thing at a time for one person's hours: overlapping hours cannot slip in between a look and a write."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def one_at_a_time(*, volunteer_id: UUID) -> None:
    """Until the transaction ends, whoever else wants to enter or take back hours of this person waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 30))", [str(volunteer_id)])
