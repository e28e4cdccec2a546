"""Reads entries: somebody's own and those of their children, those of a contest for who runs it, and their pictures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.honour.choices import CHOSEN, LIVE_ENTRIES, EntryState
from redvest.honour.contest_errors import EntryLinkUnknown, EntryUnknown
from redvest.honour.models import Contest, ContestEntry, ContestHint, ContestPicture
from redvest.honour.queries.contest import contests_in_charge, on_show
from redvest.honour.queries.contest_private import LONGEST_TOKEN, own_phone_hash, token_hash
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import children_of, needs_guardian
from redvest.registry.queries.merge import living_record, merged_records

WAITS = Q(minor=True, guardian_agreed_at__isnull=True, state__in=LIVE_ENTRIES)


def too_young_to_answer(by: Standing, at: datetime) -> bool:
    """Whether who is signed in needs a guardian themselves: their phone is no guardian's, whoever wrote it down as one.

    By the account's own record, since a guardian may be standing for a child.
    """
    if by.account_id is None:
        return False
    own = Volunteer.objects.filter(account_id=by.account_id).first()
    return own is not None and needs_guardian(own, at)


def entries_of(by: Standing, at: datetime) -> QuerySet[ContestEntry]:
    """A person's own, their children's, those they sent in for others, and those that name their phone as a guardian's."""
    children = [each.pk for each in children_of(by, at)]
    records = [*children, *merged_records(children)] if children else []
    where = Q(volunteer_id__in=by.records) | Q(volunteer_id__in=records)
    if by.account_id is not None:
        where |= Q(entered_by_id=by.account_id)
        where |= Q(guardian_phone_hash=own_phone_hash(by.account_id))
    return ContestEntry.objects.filter(where, city=by.city).select_related("contest", "volunteer")


def entry_of(by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """Raises EntryUnknown."""
    found = entries_of(by, at).filter(pk=key).first()
    if found is None:
        raise EntryUnknown
    return found


def asks_guardian(entry: ContestEntry, at: datetime) -> bool:
    """Whether a guardian answers for a work: of a pupil without a record, and of a child until it is grown.

    ``entry.minor`` says what its author was when it was sent in.
    """
    if not entry.minor or entry.volunteer_id is None:
        return entry.minor
    return needs_guardian(Volunteer.objects.get(pk=living_record(entry.volunteer_id)), at)


def entry_behind(token: str, at: datetime) -> ContestEntry:
    """The entry about which a guardian is asked by this link; a grown author's is no longer theirs. Raises EntryLinkUnknown."""
    if not token or len(token) > LONGEST_TOKEN:
        raise EntryLinkUnknown
    rows = ContestEntry.objects.select_related("contest__body", "volunteer")
    found = rows.filter(link_hash=token_hash(token), emptied_at__isnull=True).first()
    if found is None or not asks_guardian(found, at):
        raise EntryLinkUnknown
    return found


def entry_in_charge(by: Standing, key: UUID) -> ContestEntry:
    """For who runs its contest. Raises EntryUnknown."""
    rows = ContestEntry.objects.filter(contest__in=contests_in_charge(by), pk=key)
    found = rows.select_related("contest__body", "volunteer", "entered_by").first()
    if found is None:
        raise EntryUnknown
    return found


# What a list may be narrowed to, in the words of its address.
NARROWED = {
    "entered": Q(state=EntryState.ENTERED),
    "waiting": WAITS,
    "alike": Q(pk__in=[]),  # see ``entries_listed``
    "chosen": Q(state__in=CHOSEN),
    "published": Q(state=EntryState.PUBLISHED),
    "set-aside": Q(state=EntryState.SET_ASIDE),
    "withdrawn": Q(state=EntryState.WITHDRAWN),
}


def entries_listed(
    contest: Contest, *, only: str = "", group: str = "", text: str = ""
) -> QuerySet[ContestEntry]:
    """Of one contest, by number. ``text``: a number, or part of a title, school or class."""
    rows = ContestEntry.objects.filter(contest=contest).select_related("volunteer")
    if only == "alike":
        pair = Q(first=OuterRef("pk")) | Q(second=OuterRef("pk"))
        rows = rows.filter(Exists(ContestHint.objects.filter(pair, contest=contest, seen_at__isnull=True)))
    elif only in NARROWED:
        rows = rows.filter(NARROWED[only])
    if group:
        rows = rows.filter(group=group)
    if text:
        named = Q(title__icontains=text) | Q(school_name__icontains=text) | Q(school_class__icontains=text)
        rows = (
            rows.filter(named | Q(number=int(text)))
            if text.isdecimal() and len(text) < 8
            else rows.filter(named)
        )
    return rows


def pictures_of(entries: Iterable[ContestEntry]) -> dict[UUID, list[ContestPicture]]:
    """Of each, in order. One query."""
    found: dict[UUID, list[ContestPicture]] = {}
    for each in ContestPicture.objects.filter(entry__in=[each.pk for each in entries]).order_by(
        "entry", "place"
    ):
        found.setdefault(each.entry_id, []).append(each)
    return found


def picture_in(entry: ContestEntry, key: UUID) -> ContestPicture:
    """Raises EntryUnknown."""
    found = entry.pictures.filter(pk=key).first()
    if found is None:
        raise EntryUnknown
    return found


def picture_shown(city: str, key: UUID) -> ContestPicture:
    """One of a work that stands in public. Raises EntryUnknown."""
    found = ContestPicture.objects.filter(on_show("entry__"), pk=key, entry__city=city).first()
    if found is None:
        raise EntryUnknown
    return found


def hints_of(contest: Contest) -> QuerySet[ContestHint]:
    """What is alike and nobody has looked at, the most alike first."""
    rows = ContestHint.objects.filter(contest=contest, seen_at__isnull=True)
    return rows.select_related("first__volunteer", "second__volunteer")


def hints_about(entry: ContestEntry) -> QuerySet[ContestHint]:
    rows = ContestHint.objects.filter(Q(first=entry) | Q(second=entry))
    return rows.select_related("first", "second").order_by("-percent", "id")
