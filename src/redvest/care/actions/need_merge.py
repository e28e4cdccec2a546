"""Two needs that are one: merged by a person, never by a rule, and parted again when it was wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.actions.need_step import move_need, note_step
from redvest.care.choices import NeedState
from redvest.care.intake_errors import NeedNotMerged, NeedsNotAlike
from redvest.care.models import Need, NotSameNeed
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import require_may_review
from redvest.care.queries.need_alike import MERGEABLE
from redvest.core.audit import write_line
from redvest.registry.policy import Standing


@transaction.atomic
def merge_needs(*, by: Standing, need: Need, into: Need, at: datetime) -> Need:
    """``need`` goes into the other and waits for nothing any more; the other's story tells it.

    Both rows are locked in one order: of two at once, also crosswise, one wins. Raises NotAllowed, OwnNeed,
    NeedsNotAlike, NeedMoved.
    """
    for each in (need, into):
        require_may_review(by, each)
    if need.pk == into.pk or need.kind != into.kind or need.city != into.city:
        raise NeedsNotAlike
    rows = Need.objects.select_for_update(of=("self",)).filter(pk__in=(need.pk, into.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    gone, kept = locked[need.pk], locked[into.pk]
    if gone.state not in MERGEABLE or kept.state not in MERGEABLE:
        raise NeedMoved
    move_need(
        by=by, need=gone, before=MERGEABLE, after=NeedState.MERGED, verb="merge_needs", at=at,
        words=f"并入 {kept.number}", merged_into=kept,
    )  # fmt: skip
    note_step(by=by, need=kept, before=kept.state, verb="merge_needs", at=at, words=f"{gone.number} 并了进来")
    return gone


@transaction.atomic
def part_needs(*, by: Standing, need: Need, at: datetime) -> Need:
    """Give a merged need back the state from which it went, with a deadline of its own. Raises NotAllowed, NeedNotMerged."""
    require_may_review(by, need)
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if locked.state != NeedState.MERGED:
        raise NeedNotMerged
    step = locked.steps.filter(verb="merge_needs", after=NeedState.MERGED).order_by("-at", "-id").first()
    back = NeedState(step.before) if step else NeedState.SUBMITTED
    into = locked.merged_into
    move_need(
        by=by, need=locked, before=[NeedState.MERGED], after=back, verb="part_needs", at=at, merged_into=None,
        words=f"从 {into.number} 分出来" if into else "",
    )  # fmt: skip
    if into is not None:
        note_step(
            by=by, need=into, before=into.state, verb="part_needs", at=at, words=f"{locked.number} 分了出去"
        )
    return locked


@transaction.atomic
def say_needs_differ(*, by: Standing, first: Need, second: Need, at: datetime) -> None:
    """They are two: not proposed again. Said twice it is said once. Raises NotAllowed, OwnNeed, NeedsNotAlike."""
    for each in (first, second):
        require_may_review(by, each)
    if first.pk == second.pk:
        raise NeedsNotAlike
    low, high = sorted((first, second), key=lambda each: each.pk)
    _row, made = NotSameNeed.objects.get_or_create(
        first=low, second=high, defaults={"said_by_id": by.account_id, "said_at": at}
    )
    if made:
        write_line(by=by.actor, at=at, city=low.city, verb="say_needs_differ", target=low, other=str(high.pk))
