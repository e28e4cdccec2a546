"""Whom a roster may propose, and what is known of them: free times, papers, plans, how often they served lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.core.clock import day_of
from redvest.registry.choices import (
    DutyTurnState,
    ProjectInvites,
    QualificationState,
    RealNameState,
    VolunteerState,
)
from redvest.registry.models import DutyTurn, Membership, Qualification, Volunteer
from redvest.registry.queries.merge import merged_records
from redvest.service.choices import (
    LIVE_SIGNUPS,
    STANDING_PROPOSALS,
    ProposalState,
    RosterReach,
    SignUpState,
    WishKind,
)
from redvest.service.models import Roster, RosterProposal, RosterWish, SignUp, TrainingRecord

MOST = 4000  # people looked at
COUNTED = (*LIVE_SIGNUPS, SignUpState.SERVED)  # what fills a person's days, weeks and rest
Stretches = dict[UUID, list[tuple[datetime, datetime]]]


def reachable(roster: Roster, post_ids: Collection[UUID], on: date) -> QuerySet[Volunteer]:
    """Active people with a real name and an account of their own: members, who came forward, who is on it already;
    on a wider roster people of the place who filled in when they are free and accept invitations."""
    members = Membership.objects.filter(body_id=roster.body_id, joined_on__lte=on, left_on__isnull=True)
    willing = RosterWish.objects.filter(post_id__in=post_ids, kind=WishKind.CAN).values("volunteer_id")
    standing = RosterProposal.objects.filter(roster=roster, state__in=STANDING_PROPOSALS).values(
        "volunteer_id"
    )
    invited = Q(pk__in=members.values("volunteer_id")) & ~Q(profile__project_invites=ProjectInvites.REFUSE)
    if roster.reach == RosterReach.PLACE:
        accepting = Q(profile__project_invites=ProjectInvites.ACCEPT, profile__slots__gt=0)
        invited |= Q(region_path__startswith=roster.region_path) & accepting
    people = Volunteer.objects.filter(
        invited | Q(pk__in=willing) | Q(pk__in=standing),
        city=roster.city, state=VolunteerState.ACTIVE, account__isnull=False,
        real_name_state__in=(RealNameState.CHECKED, RealNameState.VERIFIED),
    )  # fmt: skip
    return people.select_related("profile").order_by("id")[:MOST]


def papers_of(people: Collection[UUID]) -> dict[UUID, dict[str, date | None]]:
    """Verified qualifications and trainings (``course:<id>``) of each, with the last day on which each counts."""
    alias = aliases(people)
    found: dict[UUID, dict[str, date | None]] = defaultdict(dict)
    held = Qualification.objects.filter(volunteer_id__in=alias, state=QualificationState.VERIFIED)
    trained = TrainingRecord.objects.filter(volunteer_id__in=alias, voided_at__isnull=True)
    rows = [*held.values_list("volunteer_id", "kind", "expires_on")]
    rows += [
        (who, f"course:{key}", until)
        for who, key, until in trained.values_list("volunteer_id", "course_id", "expires_on")
    ]
    for who, paper, until in rows:
        mine = found[alias[who]]
        before = mine.get(paper, date.min)
        mine[paper] = None if before is None or until is None else max(before, until)
    return found


def plans_of(people: Collection[UUID], roster: Roster, begins: datetime, ends: datetime) -> Stretches:
    """What each does in these weeks: sign-ups and what they served already, duty at stations, and what another roster
    asks them for."""
    alias = aliases(people)
    # A week and a day for the limits of a week and of rest; days in a row are counted as far as their limit goes.
    margin = timedelta(days=max(8, roster.most_running + 1))
    around = (begins - margin, ends + margin)
    found: Stretches = defaultdict(list)
    signed = SignUp.objects.filter(volunteer_id__in=alias, state__in=COUNTED, period__overlap=around)
    for who, period in signed.values_list("volunteer_id", "period"):
        found[alias[who]].append((period.lower, period.upper))
    duty = DutyTurn.objects.filter(
        volunteer_id__in=alias, state=DutyTurnState.TAKEN, starts_at__lt=around[1], ends_at__gt=around[0]
    )
    asked = RosterProposal.objects.filter(volunteer_id__in=alias, state=ProposalState.ASKED).exclude(
        roster=roster
    )
    asked_times = asked.values_list(
        "volunteer_id",
        Coalesce(F("post__starts_at"), F("post__activity__starts_at")),
        Coalesce(F("post__ends_at"), F("post__activity__ends_at")),
    )
    for who, start, end in [*duty.values_list("volunteer_id", "starts_at", "ends_at"), *asked_times]:
        found[alias[who]].append((start, end))
    return found


def loads_of(people: Collection[UUID], at: datetime, days: int) -> Counter[UUID]:
    """How often each served in the last days."""
    alias = aliases(people)
    served = SignUp.objects.filter(
        volunteer_id__in=alias, state=SignUpState.SERVED, period__overlap=(at - timedelta(days=days), at)
    )
    return Counter(alias[who] for who in served.values_list("volunteer_id", flat=True))


def wishes_of(people: Collection[UUID], post_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """What each said about each shift."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = RosterWish.objects.filter(volunteer_id__in=people, post_id__in=post_ids)
    for who, post, kind in rows.values_list("volunteer_id", "post_id", "kind"):
        found[who][post] = kind
    return found


def aliases(people: Collection[UUID]) -> dict[UUID, UUID]:
    """Every record of these people with the one that lives on. One query."""
    return {**{each: each for each in people}, **merged_records(list(people))}


def is_member_on(body_id: UUID, people: Collection[UUID], at: datetime) -> set[UUID]:
    """Who of these belongs to the organisation: its desk knows them by their whole name."""
    members = Membership.objects.filter(
        body_id=body_id, volunteer_id__in=people, joined_on__lte=day_of(at), left_on__isnull=True
    )
    return set(members.values_list("volunteer_id", flat=True))
