"""Which works are excellent, and which of them are shown: only by the yes of whoever may give it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.errors import DomainError
from redvest.honour.actions.contest import hold_running
from redvest.honour.actions.contest_entry import hold_entry
from redvest.honour.choices import CHOSEN, ContestState, EntryState
from redvest.honour.contest_errors import (
    EntryMoved,
    EntryUnknown,
    GuardianHasNotAgreed,
    NothingTicked,
    PublicationNotAgreed,
    RightsOutdated,
)
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.queries.contest_entry import entry_in_charge
from redvest.registry.policy import Standing

DECIDING = (ContestState.JUDGING, ContestState.PUBLISHED)


@transaction.atomic
def choose_works(*, by: Standing, key: UUID, entries: Collection[UUID], at: datetime) -> int:
    """Excellent from now on; all of them or none. Returns how many were not before.

    Raises ContestUnknown, ContestMoved, NothingTicked, EntryUnknown, EntryMoved for what was withdrawn or set aside.
    """
    contest = hold_running(by=by, key=key, states=DECIDING)
    wanted = set(entries)
    if not wanted:
        raise NothingTicked
    rows = ContestEntry.objects.select_for_update().filter(contest=contest, pk__in=wanted).order_by("pk")
    states = {each.pk: each.state for each in rows}
    if len(states) != len(wanted):
        raise EntryUnknown
    fresh = [pk for pk, state in states.items() if state == EntryState.ENTERED]
    if any(state not in (EntryState.ENTERED, *CHOSEN) for state in states.values()):
        raise EntryMoved
    ContestEntry.objects.filter(pk__in=fresh).update(state=EntryState.EXCELLENT, decided_at=at)
    if fresh:
        write_line(
            by=by.actor, at=at, city=contest.city, verb="choose_works", target=contest, entries=[str(pk) for pk in fresh]
        )  # fmt: skip
    return len(fresh)


@transaction.atomic
def unchoose_work(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """Not excellent after all; before the result is out. Raises EntryUnknown, ContestMoved, EntryMoved."""
    found = entry_in_charge(by, key)
    hold_running(by=by, key=found.contest_id, states=(ContestState.JUDGING,))
    entry = hold_entry(key=key)
    if entry.state not in CHOSEN:
        raise EntryMoved
    entry.state, entry.decided_at, entry.published_at = EntryState.ENTERED, at, None
    entry.save(update_fields=["state", "decided_at", "published_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="unchoose_work", target=entry)
    return entry


def require_showable(*, entry: ContestEntry, contest: Contest) -> None:
    """Raises GuardianHasNotAgreed, PublicationNotAgreed, RightsOutdated, EntryMoved."""
    if entry.minor and entry.guardian_agreed_at is None:
        raise GuardianHasNotAgreed
    if entry.publish_agreed_at is None:
        raise PublicationNotAgreed
    if entry.rights_version != contest.rights_version:
        raise RightsOutdated
    if entry.emptied_at is not None:
        raise EntryMoved


@transaction.atomic
def show_work(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """One excellent work is put on show; everybody sees it once the result is out.

    Raises EntryUnknown, ContestMoved, EntryMoved, and what ``require_showable`` does; then nothing is changed.
    """
    found = entry_in_charge(by, key)
    contest = hold_running(by=by, key=found.contest_id, states=DECIDING)
    entry = hold_entry(key=key)
    if entry.state != EntryState.EXCELLENT:
        raise EntryMoved
    require_showable(entry=entry, contest=contest)
    entry.state, entry.published_at = EntryState.PUBLISHED, at
    entry.save(update_fields=["state", "published_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="show_work", target=entry)
    return entry


@dataclass(frozen=True, slots=True)
class Shown:
    """How many are on show now, and for each that is not its number and why."""

    shown: int
    refused: list[tuple[int, str]]


@transaction.atomic
def show_works(*, by: Standing, key: UUID, at: datetime) -> Shown:
    """All excellent works that may be shown; of the others it is said why not. Raises ContestUnknown, ContestMoved."""
    contest = hold_running(by=by, key=key, states=DECIDING)
    rows = ContestEntry.objects.select_for_update().filter(contest=contest, state=EntryState.EXCELLENT)
    ready, refused = [], []
    for entry in rows.order_by("number"):
        try:
            require_showable(entry=entry, contest=contest)
        except DomainError as fault:
            refused.append((entry.number, fault.message))
        else:
            ready.append(entry.pk)
    ContestEntry.objects.filter(pk__in=ready).update(state=EntryState.PUBLISHED, published_at=at)
    if ready:
        write_line(
            by=by.actor, at=at, city=contest.city, verb="show_works", target=contest, shown=len(ready),
            refused=len(refused),
        )  # fmt: skip
    return Shown(len(ready), refused)


@transaction.atomic
def take_work_down(*, by: Standing, key: UUID, at: datetime) -> ContestEntry:
    """Off show again, by who runs the contest. Raises EntryUnknown, EntryMoved."""
    found = entry_in_charge(by, key)
    entry = hold_entry(key=found.pk)
    if entry.state != EntryState.PUBLISHED:
        raise EntryMoved
    entry.state, entry.published_at = EntryState.EXCELLENT, None
    entry.save(update_fields=["state", "published_at"])
    write_line(by=by.actor, at=at, city=entry.city, verb="take_work_down", target=entry)
    return entry
