"""Keeps the running sums behind the headline numbers: one row for each entry of the ledger, folded now and then."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.oversight.models import LastService, Tally
from redvest.registry.models import Region
from redvest.service.choices import EntryKind
from redvest.service.events import HoursRecorded
from redvest.service.models import HoursEntry

MINUTES = "minutes:"  # followed by the grade

_KEEP_LATEST = """
INSERT INTO oversight_lastservice AS last (volunteer_id, city, service_on) VALUES (%s, %s, %s)
ON CONFLICT (volunteer_id) DO UPDATE SET service_on = excluded.service_on, city = excluded.city
WHERE last.service_on < excluded.service_on
"""
_FOLD = """
WITH gone AS (
    DELETE FROM oversight_tally WHERE id IN (SELECT id FROM oversight_tally FOR UPDATE SKIP LOCKED)
    RETURNING city, measure, amount
)
INSERT INTO oversight_tally (city, measure, amount)
SELECT city, measure, sum(amount) FROM gone GROUP BY city, measure
"""
_COUNT_MINUTES = """
INSERT INTO oversight_tally (city, measure, amount)
SELECT city, %s || grade, sum(minutes) FROM service_hoursentry WHERE city = %s GROUP BY city, grade
"""
_FIND_LATEST = """
INSERT INTO oversight_lastservice (volunteer_id, city, service_on)
SELECT entry.volunteer_id, %s, max(entry.service_on) FROM service_hoursentry AS entry
LEFT JOIN service_hoursentry AS void ON void.voids_id = entry.id
WHERE entry.city = %s AND entry.kind NOT IN ('void', 'erasure') AND void.id IS NULL GROUP BY entry.volunteer_id
"""


def count_hours(event: HoursRecorded) -> None:
    """Listens for entries of the ledger, within the transaction that appends them."""
    Tally.objects.create(city=event.city, measure=f"{MINUTES}{event.grade}", amount=event.minutes)
    if event.minutes > 0:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP_LATEST, [event.volunteer_id, event.city, event.service_on])
    else:
        _look_again(event)


def _look_again(event: HoursRecorded) -> None:
    """After a void: the last day on which the person still has hours, if there is one."""
    entries = HoursEntry.objects.filter(
        volunteer_id=event.volunteer_id, city=event.city, voided_by__isnull=True
    )
    standing = entries.exclude(kind__in=(EntryKind.VOID, EntryKind.ERASURE)).order_by("-service_on")
    latest = standing.values_list("service_on", flat=True).first()
    mine = LastService.objects.filter(volunteer_id=event.volunteer_id)
    if latest is None:
        mine.delete()
    else:
        mine.update(service_on=latest)


@transaction.atomic
def fold_tallies() -> None:
    """Add the rows up to one for each measure. Readers see the same sum before, during and after."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)


@transaction.atomic
def rebuild(*, city: str, at: datetime) -> None:
    """Count a city anew from its ledger, after a bulk load. Hours recorded meanwhile wait and are counted once."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE oversight_tally IN SHARE ROW EXCLUSIVE MODE")
        Tally.objects.filter(city=city).delete()
        LastService.objects.filter(city=city).delete()
        cursor.execute(_COUNT_MINUTES, [MINUTES, city])
        cursor.execute(_FIND_LATEST, [city, city])
    place = Region.objects.filter(code=city).first() or Region(code=city)
    write_line(by=SYSTEM, at=at, city=city, verb="rebuild_tallies", target=place)
