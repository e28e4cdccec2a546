"""Telling everybody who registered and is not there: in batches, resumable, nobody twice.

A batch of notices and how far it got are one transaction. A process killed in between leaves the batch unwritten, and
the next one begins where the last committed batch ended.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from redvest.care.models import CrisisBroadcast, CrisisStay, CrisisVolunteer
from redvest.care.rules.crisis import CRISIS_PHONE
from redvest.core.audit import SYSTEM, write_line
from redvest.registry.actions.message import Notice, write_notice
from redvest.registry.choices import MessageKind
from redvest.registry.models import Account
from redvest.registry.queries import secret

BATCH = 200
AGAIN = "需要人手了"
STOP = "请先不要来"


def tell_broadcast(*, broadcast_id: UUID, at: datetime) -> int:
    """All that is left to tell, batch by batch; returns how many were told now."""
    told = 0
    while (count := tell_batch(broadcast_id=broadcast_id, at=at)) is not None:
        told += count
    return told


@transaction.atomic
def tell_batch(*, broadcast_id: UUID, at: datetime) -> int | None:
    """The next of them; None when there is nobody left, or another process is at it."""
    rows = CrisisBroadcast.objects.filter(pk=broadcast_id, done_at__isnull=True).select_related("crisis")
    found = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if found is None:
        return None
    people = list(_left_to_tell(found)[:BATCH])
    if not people:
        CrisisBroadcast.objects.filter(pk=found.pk).update(done_at=at)
        write_line(
            by=SYSTEM, at=at, city=found.crisis.city, verb="told_broadcast", target=found, people=found.told
        )
        return None
    _tell(found, people, at)
    CrisisBroadcast.objects.filter(pk=found.pk).update(told_to=people[-1].pk, told=F("told") + len(people))
    return len(people)


def _left_to_tell(found: CrisisBroadcast) -> QuerySet[CrisisVolunteer]:
    there = CrisisStay.objects.filter(person=OuterRef("pk"), out_at__isnull=True)
    rows = CrisisVolunteer.objects.filter(crisis=found.crisis_id, phone_sealed__isnull=False)
    # After a stop nobody can register but on paper; whoever did so while it was said, by whatever clock, has to hear it.
    if not found.stop:
        rows = rows.filter(registered_at__lte=found.said_at)
    if found.told_to is not None:
        rows = rows.filter(pk__gt=found.told_to)
    return rows.exclude(Exists(there)).order_by("pk")


def _tell(found: CrisisBroadcast, people: list[CrisisVolunteer], at: datetime) -> None:
    head = STOP if found.stop else AGAIN
    text = f"【{found.crisis.name}】{head}：{found.words}"
    notice = Notice(MessageKind.OTHER, about=found.crisis, urgent=True, many=True)
    tell_crisis_people(people=people, text=text, notice=notice, at=at)


def tell_crisis_people(*, people: list[CrisisVolunteer], text: str, notice: Notice, at: datetime) -> None:
    """Who has an account reads it in the inbox as well; a phone without one gets the text alone. Of one city."""
    hashes = [bytes(each.phone_hash) for each in people if each.phone_hash]
    rows = (
        Account.objects.filter(city=people[0].city, phone_hash__in=hashes, is_active=True) if people else ()
    )
    accounts = {bytes(each.phone_hash): each for each in rows}
    for person in people:
        assert person.phone_sealed is not None and person.phone_hash is not None
        account = accounts.get(bytes(person.phone_hash))
        phone = "" if account else secret.open_sealed(person.phone_sealed, context=CRISIS_PHONE)
        write_notice(account=account, phone=phone, text=text, at=at, notice=notice)
