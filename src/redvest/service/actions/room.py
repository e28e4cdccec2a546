"""The waiting room before a rush: numbers for whoever comes, drawn among those who came before the opening."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from redvest.core import audit
from redvest.core.identifiers import uuid7
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.choices import ActivityState
from redvest.service.models import Opening, RoomTicket
from redvest.service.opening_errors import OpeningNotFound

# Whoever comes before the opening holds its row shared: the numbers are drawn when the last of them is through.
_EARLY = """
INSERT INTO service_roomticket (id, opening_id, volunteer_id, arrived_at)
SELECT %(id)s, held.post_id, %(volunteer)s, %(at)s FROM (
    SELECT post_id FROM service_opening WHERE post_id = %(post)s AND drawn_at IS NULL FOR SHARE) AS held
ON CONFLICT DO NOTHING
"""
_LOTS = """
UPDATE service_roomticket AS ticket SET number = lot.number FROM (
    SELECT id, row_number() OVER (ORDER BY random()) AS number FROM service_roomticket WHERE opening_id = %(post)s
) AS lot WHERE ticket.id = lot.id
"""
_LATE = """
WITH counted AS (
    UPDATE service_opening SET last_number = last_number + 1
    WHERE post_id = %(post)s AND NOT EXISTS (
        SELECT FROM service_roomticket WHERE opening_id = %(post)s AND volunteer_id = %(volunteer)s
          AND number IS NOT NULL)
    RETURNING last_number
)
INSERT INTO service_roomticket (id, opening_id, volunteer_id, arrived_at, number)
SELECT %(id)s, %(post)s, %(volunteer)s, %(at)s, last_number FROM counted
ON CONFLICT (opening_id, volunteer_id) DO UPDATE SET number = EXCLUDED.number
WHERE service_roomticket.number IS NULL
"""


def take_ticket(*, by: Standing, post_id: UUID, at: datetime) -> RoomTicket:
    """One number each, however often one asks; without a number before the opening. Raises OpeningNotFound."""
    me = require_volunteer(by)
    rows = Opening.objects.filter(pk=post_id, city=by.city, waiting_room=True)
    opening = rows.filter(post__activity__state=ActivityState.PUBLISHED).first()
    if opening is None:
        raise OpeningNotFound
    values: dict[str, Any] = {"id": uuid7(), "post": post_id, "volunteer": me, "at": at}
    mine = RoomTicket.objects.filter(opening=opening, volunteer=me).select_related("opening")
    if at < opening.opens_at:
        with transaction.atomic():
            _run(_EARLY, values)
        if (early := mine.first()) is not None:
            return early  # or else somebody whose clock is ahead has opened the room already
    elif opening.drawn_at is None:
        draw_numbers(post_id=post_id, at=at)
    elif (known := mine.first()) is not None and known.number is not None:
        return known
    with transaction.atomic():
        _run(_LATE, values)
    return mine.get()


@transaction.atomic
def draw_numbers(*, post_id: UUID, at: datetime) -> bool:
    """Draw the order of those who came before the opening, once; whoever comes first afterwards does it for all."""
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=post_id)
    if opening.drawn_at is not None or at < opening.opens_at or not opening.waiting_room:
        return False
    _run(_LOTS, {"post": post_id})
    early = RoomTicket.objects.filter(opening=opening).count()
    opening.last_number, opening.drawn_at = early, at
    opening.save(update_fields=["last_number", "drawn_at"])
    audit.write_line(by=audit.SYSTEM, at=at, city=opening.city, verb="open_room", target=opening, early=early)
    return True


def _run(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
