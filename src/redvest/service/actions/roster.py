"""What can be done with rosters: drawn up for shifts, changed, closed. Solving and asking have files of their own.

Whoever changes a roster locks its row first and moves its version, so that a solving from older facts is thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.rules.volunteer_number import normalise
from redvest.service import policy
from redvest.service.choices import PairKind, ProposalState, RosterReach, RosterState
from redvest.service.events import RosterAsked
from redvest.service.models import Post, Roster, RosterPair, RosterShift
from redvest.service.queries.roster import postable
from redvest.service.queries.roster_people import in_reach
from redvest.service.roster_errors import (
    BadRoster,
    PairWrong,
    RosterClosed,
    RosterNotFound,
    RosterWithoutShifts,
    ShiftElsewhere,
    ShiftUnknown,
)

LONGEST = 60


@dataclass(frozen=True, slots=True)
class RosterTerms:
    """What its makers decide; counts of 0 set no limit. ``minimum`` by post."""

    title: str
    reach: str = RosterReach.MEMBERS
    answer_hours: int = 48
    most_week: int = 0
    most_running: int = 0
    goes_on: bool = True

    def checked(self) -> RosterTerms:
        """Raises BadRoster."""
        title = " ".join(self.title.split())
        fits = 0 <= self.most_week <= 21 and 0 <= self.most_running <= 31 and 1 <= self.answer_hours <= 336
        if (
            not 1 <= len(title) <= LONGEST
            or "\x00" in title
            or self.reach not in RosterReach.values
            or not fits
        ):
            raise BadRoster
        return RosterTerms(
            title, self.reach, self.answer_hours, self.most_week, self.most_running, self.goes_on
        )


@transaction.atomic
def draft_roster(
    *, by: Standing, body: Body, terms: RosterTerms, minimums: Mapping[UUID, int], at: datetime
) -> Roster:
    """A roster for the posts that are the keys of ``minimums``. Raises NotAllowed, BadRoster, RosterWithoutShifts,
    ShiftElsewhere."""
    policy.require_may_roster(by, body.pk)
    maker, terms = require_member(by), terms.checked()
    posts = chosen_posts(body_id=body.pk, minimums=minimums, at=at)
    roster = Roster.objects.create(
        city=body.city, body=body, region_path=body.region_path, made_by_id=maker, created_at=at,
        **_columns(terms),
    )  # fmt: skip
    put_shifts(roster=roster, posts=posts, minimums=minimums)
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="draft_roster", target=roster, shifts=len(posts)
    )
    return roster


def chosen_posts(*, body_id: UUID, minimums: Mapping[UUID, int], at: datetime) -> list[Post]:
    """The posts that are meant, all of which can be rostered. Raises RosterWithoutShifts, ShiftElsewhere."""
    posts = list(postable(body_id, at).filter(pk__in=minimums))
    if not posts:
        raise RosterWithoutShifts
    if len(posts) < len(minimums):
        raise ShiftElsewhere
    return posts


def put_shifts(*, roster: Roster, posts: Collection[Post], minimums: Mapping[UUID, int]) -> None:
    """Raises ShiftElsewhere where another roster took one of them meanwhile."""
    rows = [
        RosterShift(roster=roster, post=post, minimum=min(post.places, max(0, minimums[post.pk])))
        for post in posts
    ]
    try:
        with transaction.atomic():
            RosterShift.objects.bulk_create(rows)
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_live_roster_a_post":
            raise
        raise ShiftElsewhere from fault


def _columns(terms: RosterTerms) -> dict[str, object]:
    return {
        "title": terms.title, "reach": terms.reach, "answer_hours": terms.answer_hours,
        "most_week": terms.most_week, "most_running": terms.most_running, "goes_on": terms.goes_on,
    }  # fmt: skip


def hold_roster(*, roster_id: UUID, by: Standing | None = None) -> Roster:
    """The roster, locked until the transaction ends, its version moved; ``by`` has to be somebody who puts it together.

    Raises RosterNotFound, NotAllowed before RosterClosed: whether it has ended is not for others to learn.
    """
    roster = (
        Roster.objects.select_for_update(of=("self",)).select_related("body").filter(pk=roster_id).first()
    )
    if roster is None:
        raise RosterNotFound
    if by is not None:
        policy.require_may_roster(by, roster.body_id)
    if roster.state == RosterState.CLOSED:
        raise RosterClosed
    Roster.objects.filter(pk=roster_id).update(version=F("version") + 1)
    roster.version += 1
    return roster


@transaction.atomic
def change_terms(*, by: Standing, roster_id: UUID, terms: RosterTerms, at: datetime) -> Roster:
    """Other limits from the next solving on. Raises RosterNotFound, RosterClosed, NotAllowed, BadRoster."""
    roster = hold_roster(roster_id=roster_id, by=by)
    Roster.objects.filter(pk=roster_id).update(**_columns(terms.checked()))
    audit.write_line(by=by.actor, at=at, city=roster.city, verb="change_roster", target=roster)
    return Roster.objects.get(pk=roster_id)


@transaction.atomic
def set_minimum(*, by: Standing, roster_id: UUID, post_id: UUID, minimum: int, at: datetime) -> None:
    """How many a shift cannot do without. Raises RosterNotFound, RosterClosed, NotAllowed, ShiftUnknown, BadRoster."""
    roster = hold_roster(roster_id=roster_id, by=by)
    shift = roster.shifts.select_related("post").filter(post_id=post_id).first()
    if shift is None:
        raise ShiftUnknown
    if not 0 <= minimum <= shift.post.places:
        raise BadRoster
    RosterShift.objects.filter(pk=shift.pk).update(minimum=minimum)
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="change_roster", target=roster, minimum=minimum
    )


@transaction.atomic
def set_pair(
    *, by: Standing, roster_id: UUID, one: str, other: str, kind: PairKind | None, at: datetime
) -> None:
    """Two people by their numbers serve together or not together; ``None`` lets them free again.

    Raises RosterNotFound, RosterClosed, NotAllowed, PairWrong.
    """
    roster = hold_roster(roster_id=roster_id, by=by)
    numbers = {normalise(one), normalise(other)}
    named = Volunteer.objects.filter(city=roster.city, number__in=numbers).values_list("pk", flat=True)
    keys = sorted(named)
    if len(keys) != 2:
        raise PairWrong
    RosterPair.objects.filter(roster=roster, one_id=keys[0], other_id=keys[1]).delete()
    if kind is not None:
        shifts = list(roster.shifts.values_list("post_id", flat=True))
        if in_reach(roster, shifts, day_of(at)).filter(pk__in=keys).count() < 2:
            raise PairWrong
        RosterPair.objects.create(roster=roster, kind=kind, one_id=keys[0], other_id=keys[1])
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="pair_on_roster", target=roster, kind=kind or ""
    )


@transaction.atomic
def close_roster(*, by: Standing, roster_id: UUID, at: datetime) -> None:
    """The end of it: drafts go, who was asked and did not answer need not any more, what was agreed stays a sign-up.

    Raises RosterNotFound, RosterClosed, NotAllowed.
    """
    roster = hold_roster(roster_id=roster_id, by=by)
    roster.proposals.filter(state=ProposalState.DRAFT).delete()
    roster.proposals.filter(state=ProposalState.ASKED).update(state=ProposalState.WITHDRAWN, answered_at=at)
    roster.shifts.update(live=False)
    events.publish(RosterAsked(roster.city, roster.pk, at))
    Roster.objects.filter(pk=roster_id).update(state=RosterState.CLOSED, closed_at=at, waits_since=None)
    audit.write_line(by=by.actor, at=at, city=roster.city, verb="close_roster", target=roster)
