"""Who could fill a gap, nearest first, each with the reasons in words. Proposals: nobody is asked by this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from redvest.care.choices import PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember
from redvest.care.queries.pairing import counted_members, members_to_ask, without_household
from redvest.registry.choices import VolunteerState
from redvest.registry.models import GridKeeping, Region, SanitationZone, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.grid import keepings_on

MOST = 8
LATELY = timedelta(days=90)
_OPEN = (PairingState.ASKED, PairingState.LIVE)


@dataclass(frozen=True, slots=True)
class MemberCandidate:
    member: PartyMember
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    volunteer: Volunteer
    reasons: tuple[str, ...]


def members_for(by: Standing, household: Household, street: Region) -> list[MemberCandidate]:
    """Members without a household who reported to the same community, then to its street. One query."""
    rows = counted_members(without_household(members_to_ask(by, household, street)))
    found = [
        MemberCandidate(each, _reasons_of_member(each, household))
        for each in rows.order_by("volunteer__pinyin", "id")
    ]
    found.sort(key=lambda each: each.member.region_id != household.region_id)
    return found[:MOST]


def _reasons_of_member(member: PartyMember, household: Household) -> tuple[str, ...]:
    near = _("在同一个社区报到") if member.region_id == household.region_id else member.region.name
    hands = _("带着 %(n)s 名志愿者") % {"n": member.hands}  # type: ignore[attr-defined]
    return (near, _("还没有联系家庭"), hands)


def volunteers_for(place: Region, day: date) -> list[Candidate]:
    """Volunteers of a community whom nobody leads or has asked; those who served lately first. One query."""
    led = Pairing.objects.filter(kind=PairingKind.LED, state__in=_OPEN, volunteer=OuterRef("pk"))
    member = PartyMember.objects.filter(volunteer=OuterRef("pk"), left_on__isnull=True)
    return _ranked(_people(place, day).exclude(Exists(led)).exclude(Exists(member)), _("还没有党员带"))


def keepers_for(zone: SanitationZone, day: date) -> list[Candidate]:
    """Volunteers of a zone's community who keep no zone, then or later; those who served lately first. One query."""
    kept: QuerySet[GridKeeping] = GridKeeping.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), zone__isnull=False, volunteer=OuterRef("pk")
    )
    return _ranked(_people(zone.grid.community, day).exclude(Exists(kept)), _("还没有包片区"))


def _people(place: Region, day: date) -> QuerySet[Volunteer]:
    lately = Q(entries__service_on__gt=day - LATELY, entries__service_on__lte=day, entries__minutes__gt=0)
    keeps = keepings_on(day).filter(volunteer=OuterRef("pk"))
    return (
        Volunteer.objects.filter(
            city=place.city,
            region_path__startswith=place.path,
            state=VolunteerState.ACTIVE,
            account__isnull=False,
        )
        .annotate(times=Count("entries", filter=lately), keeps=Exists(keeps))
        .order_by("-times", "pinyin", "id")
    )


def _ranked(rows: QuerySet[Volunteer], free: str) -> list[Candidate]:
    return [Candidate(each, _reasons(each, free)) for each in rows[:MOST]]


def _reasons(person: Volunteer, free: str) -> tuple[str, ...]:
    times: int = person.times  # type: ignore[attr-defined]
    served = _("近三个月服务 %(n)s 次") % {"n": times} if times else _("近三个月没有服务记录")
    return (_("住在这个社区"), free, served)
