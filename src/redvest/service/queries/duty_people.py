"""Whom a keeper may ask for duty: the station's team and the organisations of its community, who is free first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from redvest.connectors import calendar
from redvest.core.clock import CHINA, day_of
from redvest.registry.choices import BodyState, DutyTurnState, ProjectInvites, VolunteerState
from redvest.registry.models import DutySlot, DutyTurn, Membership, StationMember, Volunteer
from redvest.registry.queries.station_team import TEAM_AGE
from redvest.registry.rules.age import age_on
from redvest.registry.rules.availability import is_free
from redvest.registry.rules.duty import Ease, ease_of, parts_between
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp

MOST = 400  # people looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to ask; ``in_team``: of the station's own team, so that its keeper knows them by name."""

    volunteer: Volunteer
    in_team: bool
    ease: Ease


def people_for(slot: DutySlot, most: int) -> list[Candidate]:
    """The easiest to ask first; whoever already stands on the slot's list, or is too young, is not in it. Four queries."""
    on_it = DutyTurn.objects.filter(slot=slot, volunteer=OuterRef("pk")).exclude(
        state=DutyTurnState.CALLED_OFF
    )
    team = StationMember.objects.filter(
        station=slot.station_id, volunteer=OuterRef("pk"), ends_on__isnull=True
    )
    bodies = Membership.objects.filter(
        volunteer=OuterRef("pk"), left_on__isnull=True, body__region=slot.station.region_id,
        body__state=BodyState.ACTIVE,
    )  # fmt: skip
    rows = Volunteer.objects.filter(state=VolunteerState.ACTIVE, city=slot.city).annotate(
        in_team=Exists(team)
    )
    found = rows.filter(Q(in_team=True) | Exists(bodies), ~Exists(on_it)).select_related("profile")
    today = day_of(slot.starts_at)
    people = [
        each for each in found.order_by("-in_team", "pinyin", "id")[:MOST]
        if each.birth_on is None or age_on(each.birth_on, today) >= TEAM_AGE
    ]  # fmt: skip
    busy = _with_plans([each.pk for each in people], slot.starts_at, slot.ends_at)
    candidates = [Candidate(each, each.in_team, _ease(each, slot, each.pk in busy)) for each in people]
    return sorted(candidates, key=lambda each: (each.ease.order, not each.in_team))[:most]


def _with_plans(people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Those who are on duty or signed up for an activity meanwhile."""
    people = list(people)
    duty = DutyTurn.objects.filter(
        volunteer_id__in=people, state=DutyTurnState.TAKEN, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    signed = SignUp.objects.filter(
        volunteer_id__in=people, state__in=LIVE_SIGNUPS, period__overlap=(starts_at, ends_at)
    )
    return {*duty.values_list("volunteer_id", flat=True), *signed.values_list("volunteer_id", flat=True)}


def _ease(volunteer: Volunteer, slot: DutySlot, busy: bool) -> Ease:
    profile = getattr(volunteer, "profile", None)
    day = day_of(slot.starts_at)
    holiday = day.weekday() < 5 and not calendar.current().is_working_day(day)
    parts = parts_between(slot.starts_at.astimezone(CHINA), slot.ends_at.astimezone(CHINA))
    slots = profile.slots if profile else 0
    free = all(is_free(slots, day, part, holiday=holiday) for part in parts) if slots else None
    refuses = profile is not None and profile.project_invites == ProjectInvites.REFUSE
    return ease_of(free=free, busy=busy, refuses=refuses)
