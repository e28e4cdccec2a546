"""Reads rosters: those of a desk, one with its shifts and people, what a volunteer is asked and may wish for."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.registry.models import Membership, Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing
from redvest.service.choices import (
    LIVE_SIGNUPS,
    STANDING_PROPOSALS,
    ActivityState,
    ProposalState,
    RosterReach,
    RosterState,
    SignUpState,
)
from redvest.service.models import Post, Roster, RosterProposal, RosterShift, RosterWish
from redvest.service.roster_errors import ProposalNotFound, RosterNotFound

BEGINS = Coalesce(F("post__starts_at"), F("post__activity__starts_at"))
_ORDER = (
    ProposalState.YES, ProposalState.ASKED, ProposalState.DRAFT, ProposalState.LEFT, ProposalState.NO,
    ProposalState.EXPIRED, ProposalState.WITHDRAWN,
)  # fmt: skip


def rosters_within(by: Standing) -> QuerySet[Roster]:
    """Those of the bodies that somebody leads and of the places that they govern, the newest first."""
    where = Q(body_id__in=by.bodies()) | within(by)
    return Roster.objects.filter(where, city=by.city).select_related("body").order_by("-created_at", "-id")


def roster_within(by: Standing, key: UUID) -> Roster:
    """One of them. Raises RosterNotFound."""
    found = rosters_within(by).filter(pk=key).first()
    if found is None:
        raise RosterNotFound
    return found


def postable(
    body_id: UUID, at: datetime, *, since: datetime | None = None, before: datetime | None = None
) -> QuerySet[Post]:
    """Shifts of an organisation that a roster may be made for: published, to come, given out by nothing else; the
    soonest first, where asked those that begin in a stretch of time."""
    posts = Post.objects.filter(
        activity__body_id=body_id, activity__state=ActivityState.PUBLISHED, activity__signup_closes_at__gt=at,
        opening__isnull=True,
    )  # fmt: skip
    posts = posts.alias(begins=Coalesce("starts_at", "activity__starts_at")).filter(begins__gt=at)
    if since is not None:
        posts = posts.filter(begins__gte=since)
    if before is not None:
        posts = posts.filter(begins__lt=before)
    return (
        posts.exclude(roster_shifts__live=True).select_related("activity").order_by("begins", "order", "id")
    )


def shifts_of(roster: Roster) -> QuerySet[RosterShift]:
    """Its shifts in the order of time."""
    rows = roster.shifts.select_related("post__activity").annotate(begins=BEGINS)
    return rows.order_by("begins", "post__order", "post_id")


def proposals_of(roster: Roster) -> dict[UUID, list[RosterProposal]]:
    """Who stands where by shift, a yes first. One query."""
    found: dict[UUID, list[RosterProposal]] = defaultdict(list)
    rows = roster.proposals.select_related("volunteer", "signup").order_by("volunteer__pinyin", "id")
    place = {state: at for at, state in enumerate(_ORDER)}
    for each in sorted(rows, key=lambda row: place[ProposalState(row.state)]):
        found[each.post_id].append(each)
    return found


def counts_of_state(roster: Roster) -> dict[str, int]:
    """How many proposals of each state; a yes to a shift that was taken out is a sign-up, and of this roster no more."""
    here = roster.proposals.filter(post__in=roster.shifts.values("post_id"))
    return dict(here.order_by().values_list("state").annotate(n=Count("id")))


def left_behind(roster: Roster) -> QuerySet[RosterProposal]:
    """Who said yes and holds no live sign-up any more."""
    return roster.proposals.filter(state=ProposalState.YES).exclude(
        signup__state__in=[*LIVE_SIGNUPS, SignUpState.SERVED, SignUpState.ABSENT]
    )


def asks_of(volunteer_id: UUID, at: datetime) -> QuerySet[RosterProposal]:
    """What somebody is asked for or agreed to and has not begun, soonest first."""
    rows = RosterProposal.objects.filter(
        volunteer_id__in=records_of(volunteer_id), state__in=(ProposalState.ASKED, ProposalState.YES),
        post__activity__state=ActivityState.PUBLISHED,
    )  # fmt: skip
    rows = rows.select_related("post__activity__body", "roster", "signup").annotate(begins=BEGINS)
    return rows.filter(begins__gt=at).order_by("begins", "id")


def own_proposal(by: Standing, key: UUID) -> RosterProposal:
    """One's own, once it was asked. Raises ProposalNotFound: what others are asked is nobody's business."""
    rows = RosterProposal.objects.select_related("post__activity", "roster", "volunteer")
    found = rows.filter(pk=key).exclude(state=ProposalState.DRAFT).first()
    if found is None or not by.is_self(found.volunteer_id):
        raise ProposalNotFound
    return found


def proposal_on(roster: Roster, key: UUID) -> RosterProposal:
    """One of a roster. Raises ProposalNotFound."""
    found = (
        roster.proposals.select_related("volunteer__account", "post__activity__body").filter(pk=key).first()
    )
    if found is None:
        raise ProposalNotFound
    return found


def wishable(volunteer: Volunteer, at: datetime) -> QuerySet[RosterShift]:
    """Shifts that somebody may say a word on: on live rosters of their organisations or, on a wider one, of their place."""
    mine = Membership.objects.filter(volunteer_id__in=records_of(volunteer.pk), left_on__isnull=True)
    reach = Q(roster__body_id__in=mine.values("body_id"))
    if codes := volunteer.region_path.strip("/").split("/") if volunteer.region_path else []:
        paths = ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]
        reach |= Q(roster__reach=RosterReach.PLACE, roster__region_path__in=paths)
    rows = RosterShift.objects.filter(
        reach, live=True, roster__state__in=(RosterState.DRAFT, RosterState.ASKING), roster__city=volunteer.city,
        post__activity__state=ActivityState.PUBLISHED, post__activity__signup_closes_at__gt=at,
    )  # fmt: skip
    rows = rows.select_related("post__activity__body", "roster").annotate(begins=BEGINS)
    return rows.filter(begins__gt=at).order_by("begins", "post__order", "id")


def own_wishes(volunteer_id: UUID) -> dict[UUID, str]:
    """What somebody said about shifts so far, by post."""
    rows = RosterWish.objects.filter(volunteer_id__in=records_of(volunteer_id)).order_by("said_at")
    return dict(rows.values_list("post_id", "kind"))


def due_proposals(at: datetime, most: int) -> list[UUID]:
    """Asks whose time to answer is over."""
    rows = RosterProposal.objects.filter(state=ProposalState.ASKED, answer_by__lte=at).order_by("answer_by")
    return list(rows.values_list("pk", flat=True)[:most])


def rosters_with_leavers(most: int) -> list[Roster]:
    """Live rosters on which somebody agreed and then gave the place up."""
    gone = RosterProposal.objects.filter(state=ProposalState.YES, roster__state=RosterState.ASKING).exclude(
        signup__state__in=[*LIVE_SIGNUPS, SignUpState.SERVED, SignUpState.ABSENT]
    )
    return list(Roster.objects.filter(pk__in=gone.values("roster_id")).order_by("pk")[:most])


def rosters_opened(at: datetime, most: int) -> list[UUID]:
    """Rosters that go on by themselves and hold drafts from before their sign-up opened, which it has now."""
    drafts = RosterProposal.objects.annotate(begins=BEGINS).filter(
        state=ProposalState.DRAFT, post__activity__state=ActivityState.PUBLISHED, begins__gt=at,
        post__activity__signup_opens_at__gt=F("made_at"), post__activity__signup_opens_at__lte=at,
        post__activity__signup_closes_at__gt=at,
    )  # fmt: skip
    rosters = Roster.objects.filter(state=RosterState.ASKING, goes_on=True, waits_since__isnull=True)
    found = rosters.filter(pk__in=drafts.order_by().values("roster_id")).order_by("pk")
    return list(found.values_list("pk", flat=True)[:most])


def still_standing(roster: Roster) -> QuerySet[RosterProposal]:
    """Drafts and those asked or coming."""
    return roster.proposals.filter(state__in=STANDING_PROPOSALS)
