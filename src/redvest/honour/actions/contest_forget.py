"""Nothing stays of a work whose author is forgotten, whose guardian said no, or whose contest is long over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.honour.actions.contest_picture import drop_contest_pictures
from redvest.honour.choices import ContestState, EntryState
from redvest.honour.models import Contest, ContestEntry, ContestHint
from redvest.registry.events import PersonErased
from redvest.registry.models import Account
from redvest.registry.queries.merge import accounts_of_person, records_of
from redvest.registry.queries.setting import rule

KEEP_DAYS = "contest.pupil_days"


def empty_entries(*, entries: Collection[UUID], at: datetime) -> int:
    """Text, pictures, names, phones and likenesses of these entries go; that there was a work under this number is left.

    In the caller's transaction. Of those that took part the row keeps its marks: an order is not remade.
    """
    rows = ContestEntry.objects.filter(pk__in=entries, emptied_at__isnull=True)
    keys = list(rows.values_list("pk", flat=True))
    drop_contest_pictures(entries=keys)
    ContestHint.objects.filter(Q(first__in=keys) | Q(second__in=keys)).delete()
    rows.filter(state=EntryState.PUBLISHED).update(state=EntryState.EXCELLENT, published_at=None)
    ContestEntry.objects.filter(pk__in=keys).update(
        title="", words="", link="", private_sealed=b"", guardian_phone_hash=None, link_hash=None, school=None,
        school_name="", school_class="", show_name=False, publish_agreed_at=None, emptied_at=at,
    )  # fmt: skip
    return len(keys)


def forget_author(event: PersonErased) -> None:
    """In the same transaction: their works, and those of children for whom they alone answered with their phone."""
    records = list(records_of(event.volunteer_id))
    accounts = accounts_of_person(event.volunteer_id)
    phones = (
        Account.objects.filter(pk__in=accounts).exclude(phone_hash=b"").values_list("phone_hash", flat=True)
    )
    mine = Q(volunteer_id__in=records) | Q(volunteer__isnull=True, guardian_account__in=accounts)
    mine |= Q(volunteer__isnull=True, guardian_phone_hash__in=list(phones))
    rows = ContestEntry.objects.select_for_update().filter(mine, emptied_at__isnull=True).order_by("pk")
    keys = [each.pk for each in rows]
    if not keys:
        return
    ContestEntry.objects.filter(pk__in=keys).update(
        state=EntryState.WITHDRAWN, published_at=None, reason="", guardian_account=None
    )
    empty_entries(entries=keys, at=event.at)


@transaction.atomic
def forget_pupils(*, city: str, at: datetime) -> int:
    """Names and phones of pupils without a record, so many days after the result was given out or the contest called off.

    A contest that nobody ever brought to its end is over with the day by which it was to be judged.
    A work that is shown stays, without a name; the paper was handed out long ago. Returns how many.
    """
    days = rule(KEEP_DAYS, f"{city}/", day_of(at))
    before = at - timedelta(days=days)
    over = Contest.objects.filter(city=city).filter(
        Q(state=ContestState.PUBLISHED, published_at__lt=before)
        | Q(state=ContestState.CALLED_OFF, called_off_at__lt=before)
        | Q(state__in=(ContestState.OPEN, ContestState.JUDGING), judge_until__lt=before)
    )
    done = 0
    for contest in over.order_by("pk"):
        rows = ContestEntry.objects.filter(contest=contest, volunteer__isnull=True, emptied_at__isnull=True)
        shown = rows.filter(state=EntryState.PUBLISHED).exclude(private_sealed=b"")
        gone = empty_entries(
            entries=list(rows.exclude(state=EntryState.PUBLISHED).values_list("pk", flat=True)), at=at
        )
        gone += shown.update(
            private_sealed=b"",
            guardian_phone_hash=None,
            link_hash=None,
            school_class="",
            show_name=False,
            forgotten_at=at,
        )
        if gone:
            write_line(by=SYSTEM, at=at, city=city, verb="forget_pupils", target=contest, entries=gone)
            done += gone
    return done
