"""After a crisis: who registers in the ordinary way is linked, and what was kept long enough is let go of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from redvest.care.models import Crisis, CrisisNeed, CrisisVolunteer
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.queries.setting import rule

_LINK = """
UPDATE care_crisisvolunteer AS person SET volunteer_id = found.id
FROM (
    SELECT phone_hash, name, city, min(id::text)::uuid AS id FROM registry_volunteer
    WHERE city = %s AND phone_hash IS NOT NULL GROUP BY phone_hash, name, city HAVING count(*) = 1
) AS found
WHERE person.city = found.city AND person.volunteer_id IS NULL AND person.phone_hash = found.phone_hash
    AND person.name = found.name
"""


@transaction.atomic
def link_crisis_people(*, city: str, at: datetime) -> int:
    """Who came by themselves and is on the register by now, by phone and name; returns how many were linked."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [city])
        linked = int(cursor.rowcount)
    last = Crisis.objects.filter(city=city).order_by("-opened_at").first()
    if linked and last is not None:
        write_line(by=SYSTEM, at=at, city=city, verb="link_crisis_people", target=last, people=linked)
    return linked


@transaction.atomic
def forget_crisis_people(*, city: str, at: datetime) -> int:
    """Names, phones and what was said of needs, once a crisis is over long enough; the counts stay. Returns how many rows."""
    gone = 0
    for crisis in Crisis.objects.filter(city=city, handed_back_at__isnull=False).select_related("region"):
        days = rule("crisis.keep_days", crisis.region_path, day_of(at))
        if crisis.handed_back_at is None or crisis.handed_back_at > at - timedelta(days=days):
            continue
        people = CrisisVolunteer.objects.filter(crisis=crisis, forgotten_at__isnull=True)
        went = people.update(
            name="", phone_sealed=None, phone_hash=None, phone_tail="", equipment="", forgotten_at=at
        )
        needs = CrisisNeed.objects.filter(crisis=crisis, forgotten_at__isnull=True)
        went += needs.update(
            told_sealed=None, phone_sealed=None, phone_hash=None, phone_tail="", forgotten_at=at
        )
        if went:
            write_line(by=SYSTEM, at=at, city=city, verb="forget_crisis_people", target=crisis, rows=went)
        gone += went
    return gone
