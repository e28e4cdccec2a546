"""Two records of one person become one, by a link that can be taken back for thirty days. No hour is moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed, NotFound
from redvest.registry.actions.duty_release import release_turns
from redvest.registry.actions.school_pupil import settle_classes
from redvest.registry.choices import DutyTurnState, VolunteerState
from redvest.registry.events import RecordsMerging, RecordsParted
from redvest.registry.merge_errors import (
    MergeAlone,
    MergeErasure,
    MergeHasSignUps,
    MergeIdentitiesDiffer,
    MergeOver,
    MergeReasonMissing,
    MergeSuspended,
    MergeWrong,
)
from redvest.registry.models import DutyTurn, Erasure, GridKeeping, Merge, NotSame, Volunteer
from redvest.registry.policy import Standing, require_governs, require_member, require_self_or_governs
from redvest.registry.queries.setting import rule

LONGEST_REASON = 200


@transaction.atomic
def ask_merge(*, by: Standing, merged_id: UUID, survivor_id: UUID, reason: str, at: datetime) -> Merge:
    """Say that two records are one person's; an officer of both places does. Nothing changes until it is confirmed."""
    require_member(by)
    merged, survivor = _locked(merged_id, survivor_id)
    require_governs(by, merged.region_path)
    require_governs(by, survivor.region_path)
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_REASON:
        raise MergeReasonMissing
    _check(merged, survivor)
    try:
        with transaction.atomic():
            merge = Merge.objects.create(
                city=merged.city, merged=merged, survivor=survivor, reason=words, asked_by_id=by.account_id, asked_at=at
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) not in {"one_live_merge", "merge_of_two_records"}:
            raise
        raise MergeWrong from fault
    write_line(by=by.actor, at=at, city=merge.city, verb="ask_merge", target=merge, reason=words)
    return merge


@transaction.atomic
def confirm_merge(*, by: Standing, merge_id: UUID, at: datetime) -> Merge:
    """Make two records one: the person whose records they are, or a second officer of both places."""
    account_id = require_member(by)
    merge = _known(merge_id)
    merged, survivor = _locked(merge.merged_id, merge.survivor_id)
    _require_second(by, merge, merged, survivor)
    _check(merged, survivor, but=merge)
    _refuse_duties(merged, at)
    release_turns(volunteer_id=merged.pk, at=at)  # what it was only asked for: nobody answers by it any more
    settle_classes(merged_id=merged.pk, survivor_id=survivor.pk, at=at)
    events.publish(RecordsMerging(merge.city, merged.pk, survivor.pk, at))
    confirmed = Merge.objects.filter(pk=merge_id, confirmed_at=None, undone_at=None).update(
        confirmed_at=at, confirmed_by_id=account_id, account_id=merged.account_id, state_before=merged.state
    )
    if not confirmed:
        raise MergeOver
    Volunteer.objects.filter(pk=merged.pk).update(account=None, state=VolunteerState.MERGED)
    write_line(by=by.actor, at=at, city=merge.city, verb="confirm_merge", target=merge)
    return Merge.objects.get(pk=merge_id)


@transaction.atomic
def undo_merge(*, by: Standing, merge_id: UUID, at: datetime) -> Merge:
    """Take a merge back, confirmed or only asked for; the merged record stands again as it stood before."""
    merge = _known(merge_id)
    merged, survivor = _locked(merge.merged_id, merge.survivor_id)
    if (
        survivor.state == VolunteerState.SUSPENDED
    ):  # the other record is not suspended: no way around for oneself
        require_governs(by, survivor.region_path)
    require_self_or_governs(by, survivor.pk, survivor.region_path)
    if Erasure.objects.filter(volunteer__in=(merged, survivor), cancelled_at__isnull=True).exists():
        raise MergeErasure
    days = int(rule("people.merge_undo_days", survivor.region_path, day_of(at)))
    early = Q(confirmed_at=None) | Q(confirmed_at__gt=at - timedelta(days=days))
    if not Merge.objects.filter(early, pk=merge_id, undone_at=None).update(undone_at=at):
        raise MergeOver
    merge.refresh_from_db()
    if merge.confirmed_at is not None:
        Volunteer.objects.filter(pk=merged.pk).update(account_id=merge.account_id, state=merge.state_before)
        events.publish(RecordsParted(merge.city, merged.pk, survivor.pk, at))
    write_line(by=by.actor, at=at, city=merge.city, verb="undo_merge", target=merge)
    return merge


@transaction.atomic
def say_not_same(*, by: Standing, one_id: UUID, other_id: UUID, at: datetime) -> None:
    """Remember that two records are two people, so that nobody is asked about them again."""
    account_id = require_member(by)
    one, other = _locked(one_id, other_id)
    require_governs(by, one.region_path)
    require_governs(by, other.region_path)
    first, second = sorted((one, other), key=lambda record: record.pk)
    said = {"said_by_id": account_id, "said_at": at}
    _, fresh = NotSame.objects.get_or_create(first=first, second=second, defaults=said)
    if fresh:
        write_line(by=by.actor, at=at, city=one.city, verb="say_not_same", target=first, other=str(second.pk))


def _known(merge_id: UUID) -> Merge:
    merge = Merge.objects.filter(pk=merge_id).first()
    if merge is None:
        raise NotFound
    return merge


def _locked(merged_id: UUID, survivor_id: UUID) -> tuple[Volunteer, Volunteer]:
    """Both records, locked in the order of their ids, so that two merges of the same records wait for each other."""
    rows = Volunteer.objects.select_for_update().filter(pk__in=[merged_id, survivor_id]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != 2:
        raise MergeWrong
    return found[merged_id], found[survivor_id]


def _check(merged: Volunteer, survivor: Volunteer, but: Merge | None = None) -> None:
    """Chains have one link: neither record is merged away, and nothing is merged into the one that goes."""
    both = merged.id_hash and survivor.id_hash and bytes(merged.id_hash) != bytes(survivor.id_hash)
    if both and merged.id_type == survivor.id_type:
        raise MergeIdentitiesDiffer
    if VolunteerState.SUSPENDED in (merged.state, survivor.state):
        raise MergeSuspended  # nobody is rid of a sanction by being somebody else's record
    linked = Q(merged=survivor) | Q(survivor=merged) | Q(merged=merged)
    others = Merge.objects.filter(linked, undone_at=None)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if Erasure.objects.filter(volunteer__in=(merged, survivor), cancelled_at__isnull=True).exists():
        raise MergeErasure
    # Whoever keeps neither account nor ID number could not be claimed any more.
    loses_account = survivor.account_id is None and (
        merged.account_id is not None or (merged.id_hash is not None and survivor.id_hash is None)
    )
    gone = not {VolunteerState.MERGED, VolunteerState.ERASED}.isdisjoint((merged.state, survivor.state))
    if merged.city != survivor.city or loses_account or gone or others.exists():
        raise MergeWrong


def _refuse_duties(merged: Volunteer, at: datetime) -> None:
    """Who is waited for at a station or answers for a grid would be waited for in vain."""
    turns = DutyTurn.objects.filter(volunteer=merged, state=DutyTurnState.TAKEN, ends_at__gt=at)
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gte=day_of(at))
    if turns.exists() or GridKeeping.objects.filter(open_end, volunteer=merged).exists():
        raise MergeHasSignUps


def _require_second(by: Standing, merge: Merge, merged: Volunteer, survivor: Volunteer) -> None:
    if by.account_id == merge.asked_by_id:
        raise MergeAlone
    if by.volunteer_id == survivor.pk:
        return
    if by.volunteer_id == merged.pk:
        raise NotAllowed
    require_governs(by, merged.region_path)
    require_governs(by, survivor.region_path)
