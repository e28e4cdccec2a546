"""Whom a roster may propose, and what is known of them: free times, papers, plans, how often they served lately."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
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
from redvest.registry.queries.merge import living_people, merged_records
from redvest.service.choices import (
    LIVE_SIGNUPS,
    ActivityState,
    ProposalState,
    RosterReach,
    SignUpState,
    WishKind,
)
from redvest.service.models import Roster, RosterProposal, RosterWish, SignUp, TrainingRecord

MOST = 4000  # people looked at
COUNTED = (*LIVE_SIGNUPS, SignUpState.SERVED)  # what fills a person's days, weeks and rest
Stretches = dict[UUID, list[tuple[datetime, datetime]]]
Aliases = dict[UUID, UUID]  # every record of some people with the one that lives on


def reachable(roster: Roster, post_ids: Collection[UUID], on: date) -> QuerySet[Volunteer]:
    """Those who are looked at. Where they are more than ``MOST``: who is on it already, then who came forward, then
    members, then the others by their ids."""
    first = (_standing(roster), _willing(post_ids), _members(roster.body_id, on))
    rank = Case(
        *(When(pk__in=people, then=Value(turn)) for turn, people in enumerate(first)),
        default=Value(len(first)),
    )
    people = in_reach(roster, post_ids, on).select_related("profile")
    return people.order_by(rank, "id")[:MOST]


def in_reach(roster: Roster, post_ids: Collection[UUID], on: date) -> QuerySet[Volunteer]:
    """Active people with a real name and an account of their own: members, who came forward, who is on it already;
    on a wider roster people of the place who filled in when they are free and accept invitations."""
    members = _members(roster.body_id, on)
    invited = Q(pk__in=members) & ~Q(profile__project_invites=ProjectInvites.REFUSE)
    if roster.reach == RosterReach.PLACE:
        accepting = Q(profile__project_invites=ProjectInvites.ACCEPT, profile__slots__gt=0)
        invited |= Q(region_path__startswith=roster.region_path) & accepting
    return Volunteer.objects.filter(
        invited | Q(pk__in=_willing(post_ids)) | Q(pk__in=_standing(roster)),
        city=roster.city, state=VolunteerState.ACTIVE, account__isnull=False,
        real_name_state__in=(RealNameState.CHECKED, RealNameState.VERIFIED),
    )  # fmt: skip


def _members(body_id: UUID, on: date) -> QuerySet[Volunteer, UUID]:
    rows = Membership.objects.filter(body_id=body_id, joined_on__lte=on, left_on__isnull=True)
    return living_people(rows.order_by().values_list("volunteer_id", flat=True))


def _willing(post_ids: Collection[UUID]) -> QuerySet[Volunteer, UUID]:
    rows = RosterWish.objects.filter(post_id__in=post_ids, kind=WishKind.CAN)
    return living_people(rows.order_by().values_list("volunteer_id", flat=True))


def _standing(roster: Roster) -> QuerySet[Volunteer, UUID]:
    """Who was told of it. A draft holds nobody who left: nobody knows of it but the desk."""
    told = (ProposalState.ASKED, ProposalState.YES)
    rows = RosterProposal.objects.filter(roster=roster, state__in=told)
    return living_people(rows.order_by().values_list("volunteer_id", flat=True))


def can_be_asked(roster: Roster, drafts: Sequence[RosterProposal], at: datetime) -> list[RosterProposal]:
    """Drafts whose people are still in reach and have not said meanwhile that they cannot."""
    posts = {each.post_id for each in drafts}
    here = in_reach(roster, posts, day_of(at)).filter(pk__in={each.volunteer_id for each in drafts})
    alias = aliases(list(here.values_list("pk", flat=True)))
    said = wishes_of(alias, posts)
    return [
        each
        for each in drafts
        if each.volunteer_id in alias and said[each.volunteer_id].get(each.post_id) != WishKind.CANNOT
    ]


def beyond(roster: Roster, post_ids: Collection[UUID], on: date) -> int:
    """How many more there are than are looked at."""
    return max(0, in_reach(roster, post_ids, on).count() - MOST)


def papers_of(alias: Aliases) -> dict[UUID, dict[str, date | None]]:
    """Verified qualifications and trainings (``course:<id>``) of each, with the last day on which each counts."""
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


def plans_of(alias: Aliases, roster: Roster, begins: datetime, ends: datetime) -> Stretches:
    """What each does in these weeks: sign-ups and what they served already, duty at stations, and what another roster
    asks them for."""
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
    asked = RosterProposal.objects.filter(
        volunteer_id__in=alias, state=ProposalState.ASKED, post__activity__state=ActivityState.PUBLISHED
    ).exclude(roster=roster)
    asked_times = asked.values_list(
        "volunteer_id",
        Coalesce(F("post__starts_at"), F("post__activity__starts_at")),
        Coalesce(F("post__ends_at"), F("post__activity__ends_at")),
    )
    for who, start, end in [*duty.values_list("volunteer_id", "starts_at", "ends_at"), *asked_times]:
        found[alias[who]].append((start, end))
    return found


def loads_of(alias: Aliases, at: datetime, days: int) -> Counter[UUID]:
    """How often each served in the last days."""
    served = SignUp.objects.filter(
        volunteer_id__in=alias, state=SignUpState.SERVED, period__overlap=(at - timedelta(days=days), at)
    )
    return Counter(alias[who] for who in served.values_list("volunteer_id", flat=True))


def wishes_of(alias: Aliases, post_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """What each said about each shift, under whichever of their records; the latest word counts."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    rows = RosterWish.objects.filter(volunteer_id__in=alias, post_id__in=post_ids).order_by("said_at")
    for who, post, kind in rows.values_list("volunteer_id", "post_id", "kind"):
        found[alias[who]][post] = kind
    return found


def aliases(people: Collection[UUID]) -> Aliases:
    """Every record of these people with the one that lives on. One query."""
    return {**{each: each for each in people}, **merged_records(list(people))}


def is_member_on(body_id: UUID, people: Collection[UUID], at: datetime) -> set[UUID]:
    """Who of these belongs to the organisation: its desk knows them by their whole name."""
    alias = aliases(people)
    members = Membership.objects.filter(
        body_id=body_id, volunteer_id__in=alias, joined_on__lte=day_of(at), left_on__isnull=True
    )
    return {alias[who] for who in members.values_list("volunteer_id", flat=True)}
