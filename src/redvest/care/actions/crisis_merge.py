"""Two reports that are one need: made one by one press, taken apart again, or kept apart for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.care.choices import CrisisNeedState
from redvest.care.crisis_errors import NeedsNotTwo, NotMerged
from redvest.care.models import CrisisApart, CrisisGoing, CrisisNeed
from redvest.care.policy import require_may_command
from redvest.care.queries.crisis import hold_alone, hold_live
from redvest.care.queries.crisis_need import OPEN_STATES
from redvest.core.audit import write_line
from redvest.registry.policy import Standing


@transaction.atomic
def merge_crisis_needs(*, by: Standing, keep: CrisisNeed, other: CrisisNeed, at: datetime) -> CrisisNeed:
    """``other`` goes into ``keep``, with who is on the way to it. Raises NotAllowed, CrisisOver, NeedsNotTwo.

    Merges of one crisis wait for each other: a chain of them touches rows in no order. Of two at once one is told.
    """
    require_may_command(by, keep.crisis.region_path)
    hold_alone(keep.crisis)
    held = _held(keep.pk, other.pk)
    open_now = [each for each in held.values() if each.state in OPEN_STATES]
    if len(open_now) != 2 or keep.crisis_id != other.crisis_id:
        raise NeedsNotTwo
    kept, gone = held[keep.pk], held[other.pk]
    _move_goings(gone, kept, at)
    coming = CrisisGoing.objects.filter(need=kept, withdrawn_at__isnull=True).count()
    if kept.own_wanted is None:
        kept.own_wanted = kept.wanted
    kept.coming, kept.wanted = coming, max(kept.wanted, gone.wanted, coming)
    fields = ["coming", "wanted", "own_wanted"]
    if kept.state != CrisisNeedState.VERIFIED and gone.state == CrisisNeedState.VERIFIED:
        # What one of the two was verified for holds for both.
        said = (
            "state", "area", "shown", "verified_at", "verified_by_id", "verified_as", "verified_times", "expires_at",
        )  # fmt: skip
        for name in said:
            setattr(kept, name, getattr(gone, name))
        fields += said
    kept.save(update_fields=fields)
    gone.state_before, gone.state, gone.merged_into, gone.coming = (
        gone.state, CrisisNeedState.MERGED, kept, 0,
    )  # fmt: skip
    # Those merged into it before go on with it and have their own say.
    gone.wanted, gone.own_wanted, gone.ended_at = _own(gone), None, at
    names = ("state_before", "state", "merged_into", "coming", "wanted", "own_wanted", "ended_at")
    gone.save(update_fields=names)
    # Those merged into it before hang on the one that stands.
    CrisisNeed.objects.filter(merged_into=gone).update(merged_into=kept)
    write_line(by=by.actor, at=at, city=kept.city, verb="merge_crisis_needs", target=kept, other=str(gone.pk))
    return kept


@transaction.atomic
def part_crisis_needs(*, by: Standing, need: CrisisNeed, at: datetime) -> CrisisNeed:
    """Take a merge back: the need stands by itself again, and the two are not proposed as one any more.

    Each wants as many as before; a number that somebody verified meanwhile stays. A need whose word came from the other
    keeps it until it expires. Raises NotAllowed, CrisisOver, NotMerged.
    """
    require_may_command(by, need.crisis.region_path)
    hold_alone(need.crisis)
    into = CrisisNeed.objects.filter(pk=need.pk).values_list("merged_into", flat=True).first()
    if into is None:
        raise NotMerged
    held = _held(need.pk, into)
    gone, kept = held[need.pk], held[into]
    if gone.merged_into_id != into or gone.state != CrisisNeedState.MERGED:
        raise NotMerged
    back = CrisisGoing.objects.filter(need=kept, came_with=gone, withdrawn_at__isnull=True)
    moved = back.update(need=gone, came_with=None)
    gone.wanted, gone.own_wanted = max(_own(gone), moved), None
    _lower(kept, gone, kept.coming - moved)
    expired = gone.expires_at is not None and gone.expires_at <= at
    stale = gone.state_before == CrisisNeedState.VERIFIED and expired
    gone.state = CrisisNeedState.EXPIRED if stale else CrisisNeedState(gone.state_before)
    gone.merged_into, gone.state_before, gone.ended_at = None, "", None
    gone.coming = moved
    names = ["state", "merged_into", "state_before", "ended_at", "coming", "wanted", "own_wanted"]
    gone.save(update_fields=names)
    _apart(by, gone.pk, kept.pk, at)
    write_line(by=by.actor, at=at, city=gone.city, verb="part_crisis_needs", target=gone, other=str(kept.pk))
    return gone


def _own(need: CrisisNeed) -> int:
    """How many it wants by itself."""
    return need.wanted if need.own_wanted is None else need.own_wanted


def _lower(kept: CrisisNeed, gone: CrisisNeed, coming: int) -> None:
    """Without the one that is taken out: as many as it and those that stay in it want, and as are on their way to it."""
    kept.coming = coming
    if kept.own_wanted is not None:
        stay = (
            CrisisNeed.objects.filter(merged_into=kept).exclude(pk=gone.pk).values_list("wanted", flat=True)
        )
        kept.wanted = max(kept.own_wanted, *stay, coming)
        kept.own_wanted = kept.own_wanted if stay else None
    kept.save(update_fields=["coming", "wanted", "own_wanted"])


@transaction.atomic
def keep_crisis_apart(*, by: Standing, one: CrisisNeed, other: CrisisNeed, at: datetime) -> None:
    """Somebody looked, they are two. Raises NotAllowed, NeedsNotTwo, CrisisOver; again changes nothing."""
    require_may_command(by, one.crisis.region_path)
    if one.pk == other.pk or one.crisis_id != other.crisis_id:
        raise NeedsNotTwo
    hold_live(one.crisis)
    if _apart(by, one.pk, other.pk, at):
        write_line(
            by=by.actor, at=at, city=one.city, verb="keep_crisis_apart", target=one, other=str(other.pk)
        )


def _apart(by: Standing, one: UUID, other: UUID, at: datetime) -> bool:
    first, second = sorted((one, other))
    said = {"said_by_id": by.account_id, "said_at": at}
    return CrisisApart.objects.get_or_create(one_id=first, other_id=second, defaults=said)[1]


def _held(one: UUID, other: UUID) -> dict[UUID, CrisisNeed]:
    rows = CrisisNeed.objects.filter(pk__in=(one, other)).order_by("pk")
    return {each.pk: each for each in rows.select_for_update(of=("self",))}


def _move_goings(gone: CrisisNeed, kept: CrisisNeed, at: datetime) -> None:
    """Who goes to both is counted once; where each came from is remembered for taking it back."""
    there = CrisisGoing.objects.filter(need=kept, withdrawn_at__isnull=True).values("person")
    mine = CrisisGoing.objects.filter(need=gone, withdrawn_at__isnull=True)
    mine.filter(person__in=there).update(withdrawn_at=at)
    mine.filter(came_with__isnull=True).update(came_with=gone)
    mine.update(need=kept)
