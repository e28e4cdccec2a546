"""The shifts of a roster that has begun its life: some are added, some taken out, the others stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from redvest.core import audit, events
from redvest.registry.policy import Standing
from redvest.service.actions.roster import chosen_posts, hold_roster, put_shifts
from redvest.service.choices import ProposalState
from redvest.service.events import RosterAsked
from redvest.service.models import RosterProposal
from redvest.service.queries.roster_problem import begins_at
from redvest.service.roster_errors import LastShift, ProposalBegun, ShiftUnknown


@transaction.atomic
def add_shifts(*, by: Standing, roster_id: UUID, minimums: Mapping[UUID, int], at: datetime) -> int:
    """More shifts of the same organisation, the keys of ``minimums``; nobody is drafted for them before the next solving.

    Raises RosterNotFound, RosterClosed, NotAllowed, RosterWithoutShifts, ShiftElsewhere.
    """
    roster = hold_roster(roster_id=roster_id, by=by)
    posts = chosen_posts(body_id=roster.body_id, minimums=minimums, at=at)
    put_shifts(roster=roster, posts=posts, minimums=minimums)
    # A shift that comes back begins anew: who was let go with it may be asked again, once they have heard of that.
    heard = Q(told_at__isnull=True) | Q(told_off_at__isnull=False)
    back = roster.proposals.filter(heard, post__in=posts, state=ProposalState.WITHDRAWN)
    back.delete()
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="add_to_roster", target=roster, shifts=len(posts)
    )
    return len(posts)


@transaction.atomic
def take_out_shift(*, by: Standing, roster_id: UUID, post_id: UUID, at: datetime) -> int:
    """A shift leaves the roster: drafts go, who was asked is free and told so, who said yes keeps the sign-up.

    Returns how many were asked. Raises RosterNotFound, RosterClosed, NotAllowed, ShiftUnknown, ProposalBegun, LastShift.
    """
    roster = hold_roster(roster_id=roster_id, by=by)
    shift = roster.shifts.select_related("post__activity").filter(post_id=post_id).first()
    if shift is None:
        raise ShiftUnknown
    if begins_at(shift.post) <= at:
        raise ProposalBegun
    if roster.shifts.count() == 1:
        raise LastShift
    shift.delete()
    theirs = RosterProposal.objects.filter(roster=roster, post_id=post_id)
    theirs.filter(state=ProposalState.DRAFT).delete()
    asked = theirs.filter(state=ProposalState.ASKED).update(state=ProposalState.WITHDRAWN, answered_at=at)
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="take_out_of_roster", target=roster, post=str(post_id), asked=asked
    )  # fmt: skip
    if asked:
        events.publish(RosterAsked(roster.city, roster.pk, at))
    return asked
