"""The sealer: gives waiting entries their leaves, in the order in which they were recorded, and grows the tree.

One sealer at a time for a city. Everything of a sealing is one transaction, so a sealer that is killed leaves the log
as it was, and the entries waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from redvest.core import tiles
from redvest.core.audit import SYSTEM, write_line
from redvest.service.actions.log_head import sign_head
from redvest.service.actions.log_lock import alone
from redvest.service.log_errors import LogDamaged
from redvest.service.models import LogLeaf, LogTile
from redvest.service.queries.log import latest_head, sealed_size
from redvest.service.queries.log_tree import tile_reader

BLOCK = 1 << 16
BEAT = timedelta(minutes=10)
_JOB_PERIOD = timedelta(minutes=1)
Tell = Callable[[int, int], None]

_PLACE = """
INSERT INTO service_logleaf (entry_id, city, "index")
SELECT e.id, %(city)s, %(size)s - 1 + row_number() OVER (ORDER BY e.recorded_at, e.id)
FROM service_logpending p JOIN service_hoursentry e ON e.id = p.entry_id
WHERE p.city = %(city)s AND NOT EXISTS (SELECT 1 FROM service_logleaf l WHERE l.entry_id = p.entry_id)
"""
_COMMITMENTS = """
SELECT e.commitment FROM service_logleaf l JOIN service_hoursentry e ON e.id = l.entry_id
WHERE l.city = %s AND l."index" >= %s AND l."index" < %s ORDER BY l."index"
"""
# An entry that vanished while it waited keeps its row here, and the verification names it.
_DONE = (
    "DELETE FROM service_logpending p USING service_logleaf l WHERE p.entry_id = l.entry_id AND p.city = %s"
)


@transaction.atomic
def seal(*, city: str, at: datetime, progress: Tell | None = None) -> int:
    """Give every waiting entry of a city its leaf; returns how many. Constant memory. Raises LogDamaged."""
    alone(city=city)
    size = sealed_size(city)
    last = LogLeaf.objects.filter(city=city).order_by("-index").values_list("index", flat=True).first()
    if size != (0 if last is None else last + 1):
        raise LogDamaged
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"city": city, "size": size})
        count = int(cursor.rowcount)
    for begins in range(size, size + count, BLOCK):
        ends = min(begins + BLOCK, size + count)
        _append(city, begins, ends)
        if progress:
            progress(ends - size, count)
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [city])
    if count:
        newest = LogLeaf.objects.get(city=city, index=size + count - 1)
        write_line(
            by=SYSTEM, at=at, city=city, verb="seal_log", target=newest, leaves=count, size=size + count
        )
    return count


def beat(*, city: str, at: datetime) -> int:
    """Seal what waits, and sign a head when the log grew or the last head grows old; returns how many were sealed."""
    count = seal(city=city, at=at)
    head = latest_head(city)
    if head is None or head.size != sealed_size(city) or at - head.signed_at > BEAT - _JOB_PERIOD:
        sign_head(city=city, at=at)
    return count


def _append(city: str, begins: int, ends: int) -> None:
    """Hash the leaves [begins, ends) and store the tiles that they change."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMITMENTS, [city, begins, ends])
        hashes = tiles.leaf_hashes([row[0] for row in cursor.fetchall()])
    changed = tiles.grow(begins, b"".join(hashes), tile_reader(city))
    LogTile.objects.bulk_create(
        [LogTile(city=city, level=level, index=index, hashes=data) for (level, index), data in changed.items()],
        update_conflicts=True, unique_fields=["city", "level", "index"], update_fields=["hashes"], batch_size=256,
    )  # fmt: skip
