"""One person's plans change one after the other: whoever adds to them takes these locks before looking at the others.

People first, each by an advisory lock, then posts (``actions/offer.py``), then lots: whoever keeps to this order never
waits in a circle. A draw gives places to very many at once, more than there is room for advisory locks; it holds the
lots of everybody on its list instead, and whoever else adds to somebody's plans holds that person's in shared mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from redvest.service.actions.signup_statement import LOTS
from redvest.service.models import DrawEntry, Opening


def lock_people(*, people: Iterable[UUID]) -> None:
    """Keep these people's other sign-ups waiting until this transaction ends (``signup_statement.JOIN`` takes the same)."""
    with connection.cursor() as cursor:
        for person in sorted(set(people)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 21))", [str(person)])


def lock_lots(*, people: Iterable[UUID]) -> None:
    """Once the posts are locked: wait for draws that give places to these people, and keep the next ones waiting."""
    with connection.cursor() as cursor:
        cursor.execute(LOTS, {"records": list(people)})


def lock_entrants(*, opening: Opening) -> None:
    """Of a lottery whose row is locked: the lots, in any draw, of everybody who entered; before one is changed."""
    entrants = DrawEntry.objects.filter(opening=opening).values("volunteer_id")
    lots = DrawEntry.objects.filter(volunteer_id__in=entrants, rank__isnull=True).order_by("pk")
    list(lots.select_for_update(of=("self",)).values_list("pk"))
