"""Bulk loading of a demo's menus and needs. Everyday writes have their own actions, with their audit lines.

Who may call this, and that the database is a demo, is decided by the caller; it runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.registry.models import Region

_BATCH = 1000


@transaction.atomic
def load_care(*, city: str, rows: Sequence[Sequence[models.Model]], at: datetime) -> int:
    """Tables of rows, each standing on those before it; returns how many rows."""
    count = 0
    for table in rows:
        if table:
            type(table[0])._default_manager.bulk_create(table, batch_size=_BATCH)
            count += len(table)
    write_line(by=SYSTEM, at=at, city=city, verb="load_care", target=Region(code=city), count=count)
    return count
