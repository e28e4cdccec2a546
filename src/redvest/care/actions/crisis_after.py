"""After a crisis: who would stay on is asked to register, who did is linked, and what was kept long enough is let go of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from redvest.care.actions.crisis_broadcast import BATCH, tell_crisis_people
from redvest.care.models import Crisis, CrisisNeed, CrisisVolunteer
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.registry.actions.message import Notice
from redvest.registry.choices import MessageKind
from redvest.registry.queries.setting import rule

INVITING = "【{}】谢谢你来帮忙。你说过以后也愿意做志愿者：在红马甲用这个手机号登记，就能看到身边的活动。"

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


def invite_crisis_people(*, city: str, at: datetime) -> int:
    """Who said that they would stay on and is not on the register yet, once each after the crisis; returns how many."""
    over = Crisis.objects.filter(city=city, handed_back_at__isnull=False)
    invited = 0
    for crisis in over.filter(people__in=_to_invite(city)).distinct().order_by("pk"):
        while count := _invite_batch(crisis, at):
            invited += count
    return invited


def _to_invite(city: str) -> QuerySet[CrisisVolunteer]:
    return CrisisVolunteer.objects.filter(
        city=city, stays_on=True, volunteer__isnull=True, invited_at__isnull=True, phone_sealed__isnull=False
    )


@transaction.atomic
def _invite_batch(crisis: Crisis, at: datetime) -> int:
    """The mark and the notices in one transaction: nobody is asked twice, whatever is killed in between."""
    rows = _to_invite(crisis.city).filter(crisis=crisis).order_by("pk")
    people = list(rows.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    if not people:
        return 0
    CrisisVolunteer.objects.filter(pk__in=[each.pk for each in people]).update(invited_at=at)
    notice = Notice(MessageKind.OTHER, about=crisis, many=True)
    tell_crisis_people(people=people, text=INVITING.format(crisis.name), notice=notice, at=at)
    write_line(
        by=SYSTEM, at=at, city=crisis.city, verb="invite_crisis_people", target=crisis, people=len(people)
    )
    return len(people)


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
