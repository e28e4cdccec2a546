"""Entering a lottery and withdrawing from it, and fixing the list of entrants when entry ends."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.core import audit
from redvest.core.errors import NotFound
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.choices import ActivityState, OpeningMode
from redvest.service.models import DrawEntry, Opening, Post
from redvest.service.opening_errors import AlreadyDrawn, DrawEntryNotFound, EntryNotOpen
from redvest.service.queries.lottery import listed_numbers, reasons_against_entry
from redvest.service.rules.lottery import list_digest
from redvest.service.signup_errors import NotEligible, SignUpClosed

_AT_ONCE = 50  # lotteries in one run of the clock


@transaction.atomic
def enter_draw(*, by: Standing, post_id: UUID, at: datetime) -> DrawEntry:
    """Enter once; entering again is the same entry, and after a withdrawal it is taken up under its number.

    Raises NotFound, EntryNotOpen, NotEligible (with every reason).
    """
    me = require_volunteer(by)
    post = Post.objects.select_related("activity", "opening").filter(pk=post_id, city=by.city).first()
    if post is None:
        raise NotFound
    if post.activity.state != ActivityState.PUBLISHED:
        raise SignUpClosed
    if (before := DrawEntry.objects.filter(opening_id=post_id, volunteer__in=by.records).first()) is not None:
        if before.withdrawn_at is None:
            return before
        me = before.volunteer_id
    if reasons := reasons_against_entry(me, post, at):
        raise NotEligible(reasons=[{"code": each.code, "sentence": each.sentence} for each in reasons])
    try:
        with transaction.atomic():
            entry = _take_up(before, post_id, at) if before else _enter(me, post_id, at)
    except IntegrityError:  # the same person, twice at once: the other one was first
        return DrawEntry.objects.get(opening_id=post_id, volunteer=me)
    audit.write_line(by=by.actor, at=at, city=post.city, verb="enter_draw", target=entry, number=entry.number)
    return entry


def _open_for_entry(post_id: UUID, at: datetime, **change: object) -> None:
    """Holds the lottery's row, so that its list is not fixed meanwhile. Raises EntryNotOpen."""
    now = Opening.objects.filter(
        pk=post_id, mode=OpeningMode.LOTTERY, opens_at__lte=at, closes_at__gt=at, list_digest=""
    )
    if not now.update(**(change or {"last_number": F("last_number")})):
        raise EntryNotOpen


def _enter(me: UUID, post_id: UUID, at: datetime) -> DrawEntry:
    _open_for_entry(post_id, at, last_number=F("last_number") + 1)
    number = Opening.objects.values_list("last_number", flat=True).get(pk=post_id)
    return DrawEntry.objects.create(opening_id=post_id, volunteer_id=me, number=number, entered_at=at)


def _take_up(before: DrawEntry, post_id: UUID, at: datetime) -> DrawEntry:
    _open_for_entry(post_id, at)
    before.withdrawn_at, before.entered_at = None, at
    before.save(update_fields=["withdrawn_at", "entered_at"])
    return before


@transaction.atomic
def withdraw_entry(*, by: Standing, post_id: UUID, at: datetime) -> None:
    """Until the draw; doing so again changes nothing. Raises DrawEntryNotFound, AlreadyDrawn.

    The number stays in a list that was published before, and is passed over.
    """
    opening = Opening.objects.select_for_update(of=("self",)).filter(pk=post_id, city=by.city).first()
    entry = DrawEntry.objects.filter(opening_id=post_id, volunteer__in=by.records).first()
    if opening is None or entry is None:
        raise DrawEntryNotFound
    if opening.drawn_at is not None:
        raise AlreadyDrawn
    if entry.withdrawn_at is None:
        entry.withdrawn_at = at
        entry.save(update_fields=["withdrawn_at"])
        audit.write_line(by=by.actor, at=at, city=opening.city, verb="withdraw_entry", target=entry)


def close_entries(*, at: datetime) -> int:
    """Fix the lists whose entry has ended; returns how many."""
    due = Opening.objects.filter(mode=OpeningMode.LOTTERY, closes_at__lte=at, list_digest="", drawn_at=None)
    return sum(_close(post_id, at) for post_id in list(due.values_list("pk", flat=True)[:_AT_ONCE]))


@transaction.atomic
def _close(post_id: UUID, at: datetime) -> int:
    opening = Opening.objects.select_for_update(of=("self",)).get(pk=post_id)
    fix_list(opening=opening, at=at)
    return 1


def fix_list(*, opening: Opening, at: datetime) -> None:
    """Of a locked opening whose entry has ended, inside the caller's transaction; once fixed it stays."""
    if opening.list_digest:
        return
    DrawEntry.objects.filter(opening=opening, withdrawn_at__isnull=True).update(listed=True)
    numbers = listed_numbers(opening)
    opening.list_digest = list_digest(numbers)
    opening.save(update_fields=["list_digest"])
    audit.write_line(
        by=audit.SYSTEM, at=at, city=opening.city, verb="close_entries", target=opening, entries=len(numbers),
        list_digest=opening.list_digest,
    )  # fmt: skip
