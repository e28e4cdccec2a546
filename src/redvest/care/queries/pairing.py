"""Reads pairings: a person's own, those that wait for a yes, those of a branch or a place."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value

from redvest.care.choices import PairingKind, PairingState, VisitState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.care.pairing_errors import BranchUnknown, PairingUnknown, PartyMemberUnknown
from redvest.care.rules.pairing_keepers import branches_of
from redvest.care.visit_errors import VisitUnknown
from redvest.registry.choices import BodyState, TeamKind, VolunteerState
from redvest.registry.models import Body, GridKeeping, Membership, Region
from redvest.registry.policy import Standing
from redvest.registry.queries.grid import keepings_on
from redvest.registry.queries.within import within
from redvest.registry.rules.volunteer_number import normalise

_SIDES = (
    "body",
    "region",
    "member__volunteer__account",
    "member__branch",
    "volunteer__account",
    "household__region",
)


def pairings_of(by: Standing) -> QuerySet[Pairing]:
    """The pairings in which somebody is one side: as member, as volunteer, as head of the twinned unit.

    Whoever belongs to a unit finds what it is paired with: they go there, too. Its heads alone answer and end it.
    """
    mine = Q(member__volunteer_id__in=by.records) | Q(volunteer_id__in=by.records)
    mine |= Q(kind=PairingKind.TWINNED, body_id__in=by.headed())
    units = Membership.objects.filter(volunteer_id__in=by.records, left_on__isnull=True)
    mine |= Q(kind=PairingKind.TWINNED, state=PairingState.LIVE, body_id__in=units.values("body_id"))
    found = Pairing.objects.filter(mine, city=by.city).select_related(*_SIDES)
    return found.order_by("kind", "starts_on", "id")


def asked_of(by: Standing) -> QuerySet[Pairing]:
    """What waits for this person's own yes."""
    to_help = Q(member__volunteer_id__in=by.records) | Q(member=None, volunteer_id__in=by.records)
    to_help |= Q(kind=PairingKind.TWINNED, body_id__in=by.headed())
    to_be_led = Q(kind=PairingKind.LED, volunteer_id__in=by.records, other_yes_at__isnull=True)
    asked = pairings_of(by).filter(state=PairingState.ASKED)
    return asked.filter(to_be_led | to_help & Q(helper_yes_at__isnull=True))


def five_taken(member: PartyMember) -> int:
    """How many of a member's five are with somebody or offered to somebody."""
    rows = Pairing.objects.filter(member=member, kind=PairingKind.LED)
    return rows.filter(state__in=(PairingState.ASKED, PairingState.LIVE)).count()


def own_pairing(by: Standing, key: UUID) -> Pairing:
    """One in which somebody is a side. Raises PairingUnknown."""
    found = pairings_of(by).filter(pk=key).first()
    if found is None:
        raise PairingUnknown
    return found


def memberships_of(by: Standing) -> QuerySet[PartyMember]:
    """The branch that keeps somebody as a member, or asks whether it may."""
    rows = PartyMember.objects.filter(volunteer_id__in=by.records, left_on__isnull=True)
    return rows.select_related("branch", "volunteer", "region")


def own_membership(by: Standing, key: UUID) -> PartyMember:
    """Raises PartyMemberUnknown."""
    found = memberships_of(by).filter(pk=key).first()
    if found is None:
        raise PartyMemberUnknown
    return found


def zones_of(by: Standing, day: date) -> QuerySet[GridKeeping]:
    """The third link: what somebody keeps clean, and the grid that they keep."""
    rows = keepings_on(day).filter(volunteer_id__in=by.records)
    return rows.select_related("zone__grid__community", "grid__community")


def pairings_kept(by: Standing) -> QuerySet[Pairing]:
    """Those of the organisations that somebody keeps, and of the places governed."""
    where = within(by) | Q(body_id__in=branches_of(by))
    return Pairing.objects.filter(where, city=by.city).select_related(*_SIDES)


def pairing_kept(by: Standing, key: UUID) -> Pairing:
    """Raises PairingUnknown."""
    found = pairings_kept(by).filter(pk=key).first()
    if found is None:
        raise PairingUnknown
    return found


def branches_kept(by: Standing) -> QuerySet[Body]:
    """The party branches that somebody keeps: as secretary or head, or as officer of their place."""
    where = within(by) | Q(pk__in=branches_of(by))
    rows = Body.objects.filter(where, city=by.city, team_kind=TeamKind.PARTY, state=BodyState.ACTIVE)
    return rows.select_related("region")


def branch_kept(by: Standing, key: UUID) -> Body:
    """Raises BranchUnknown."""
    found = branches_kept(by).filter(pk=key).first()
    if found is None:
        raise BranchUnknown
    return found


def counted_members(rows: QuerySet[PartyMember]) -> QuerySet[PartyMember]:
    """With ``homes`` and ``hands``: how many households and volunteers each has now. In the same query."""
    live = Q(pairings__state=PairingState.LIVE)
    return rows.annotate(
        homes=Count("pairings", filter=live & Q(pairings__kind=PairingKind.HOUSEHOLD)),
        hands=Count("pairings", filter=live & Q(pairings__kind=PairingKind.LED)),
    )


def members_of(branch: Body) -> QuerySet[PartyMember]:
    """The members of a branch now, those asked among them."""
    rows = PartyMember.objects.filter(branch=branch, left_on__isnull=True)
    rows = rows.select_related("volunteer", "region").order_by("volunteer__pinyin", "id")
    return counted_members(rows)


def members_kept(by: Standing) -> QuerySet[PartyMember]:
    """Members now of the branches that somebody keeps, and those who reported to a place governed.

    Who was only asked and has not agreed is known to who keeps the branch alone.
    """
    branch = within(by, "branch__region_path") | Q(branch_id__in=branches_of(by))
    reported = within(by) & Q(agreed_at__isnull=False)
    rows = PartyMember.objects.filter(branch | reported, city=by.city, left_on__isnull=True)
    return rows.select_related("branch", "volunteer", "region")


def member_kept(by: Standing, key: UUID) -> PartyMember:
    """One of these. Raises PartyMemberUnknown."""
    found = members_kept(by).filter(pk=key).first()
    if found is None:
        raise PartyMemberUnknown
    return found


def heir_by_number(city: str, number: str) -> PartyMember | None:
    """The member with this volunteer number, in whichever branch; the action says whether they may take over."""
    rows = PartyMember.objects.filter(city=city, volunteer__number=normalise(number), left_on__isnull=True)
    return rows.select_related("branch", "volunteer").first()


def members_to_ask(by: Standing, household: Household, street: Region) -> QuerySet[PartyMember]:
    """Whom somebody may ask to look after a household, of those who reported to its street: list and button read this.

    ``policy.may_pair_household`` as a condition: any branch's where the place is governed, else those of branches kept
    in whose area it lies.
    """
    rows = PartyMember.objects.filter(
        city=by.city, region_path__startswith=street.path, agreed_at__isnull=False, left_on__isnull=True,
        volunteer__state=VolunteerState.ACTIVE,
    )  # fmt: skip
    if not by.governs(household.region_path):
        rows = rows.filter(branch__in=branches_of(by)).alias(home=Value(household.region_path))
        rows = rows.filter(home__startswith=F("branch__region_path"))
    return rows.select_related("branch", "volunteer", "region")


def member_to_ask(by: Standing, household: Household, street: Region, key: UUID) -> PartyMember:
    """One of these. Raises PartyMemberUnknown."""
    found = members_to_ask(by, household, street).filter(pk=key).first()
    if found is None:
        raise PartyMemberUnknown
    return found


def without_household(rows: QuerySet[PartyMember]) -> QuerySet[PartyMember]:
    """Of these members those who have no household and are asked for none."""
    open_home = Pairing.objects.filter(
        kind=PairingKind.HOUSEHOLD, state__in=(PairingState.ASKED, PairingState.LIVE)
    )
    return rows.exclude(pk__in=open_home.values("member"))


def visits_kept(by: Standing) -> QuerySet[Visit]:
    """Visits of these pairings, the latest first."""
    where = within(by) | Q(pairing__body_id__in=branches_of(by))
    rows = Visit.objects.filter(where, city=by.city).select_related(
        "volunteer", "pairing__body", "pairing__household__region", "pairing__region", "entry"
    )
    return rows.order_by("-starts_at", "-id")


def visits_waiting(by: Standing) -> QuerySet[Visit]:
    """Visits for which somebody can do something: countersign for their body, or ring a household of their place."""
    unsigned = Q(state=VisitState.LOGGED, countersigned_at__isnull=True, pairing__body_id__in=branches_of(by))
    uncalled = within(by) & Q(called_at__isnull=True) & ~Q(state=VisitState.REFUSED)
    uncalled &= Q(countersigned_by__isnull=True) | ~Q(countersigned_by_id=by.account_id)
    rows = visits_kept(by).filter(unsigned | uncalled).exclude(volunteer_id__in=by.records)
    return rows.annotate(home=F("pairing__household__serial"))


def visit_kept(by: Standing, key: UUID) -> Visit:
    """Raises VisitUnknown."""
    found = visits_kept(by).filter(pk=key).first()
    if found is None:
        raise VisitUnknown
    return found


def visits_of(pairing: Pairing) -> QuerySet[Visit]:
    return Visit.objects.filter(pairing=pairing).select_related("volunteer", "entry").order_by("-starts_at")
