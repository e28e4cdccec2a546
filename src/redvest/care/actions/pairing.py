"""Pairings are asked for: a member and a household, a member and one of five, a helper and a household, a unit and a place.

Asking assigns nobody. ``pairing_answer.py`` has the yes that begins one, ``pairing_end.py`` its end.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from redvest.care.actions.pairing_tell import tell, tell_keepers
from redvest.care.choices import HELPERS, PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember
from redvest.care.pairing_errors import (
    FiveAlready,
    HouseholdClosed,
    HouseholdPaired,
    MemberHasHousehold,
    PairedVolunteerUnknown,
    PairingMoved,
    PairingPlaceWrong,
    PartyMemberUnknown,
    SelfPaired,
    UnitTwinned,
    VolunteerLed,
)
from redvest.care.policy import is_helper, may_find_volunteers, may_keep_pairing, may_pair_household
from redvest.care.rules.pairing import free_slot
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import DomainError, NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.choices import RegionLevel, VolunteerState
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.queries import secret

REFUSALS: dict[str, type[DomainError]] = {
    "one_helper_per_household": HouseholdPaired,
    "household_offered_once": HouseholdPaired,
    "one_household_per_member": MemberHasHousehold,
    "member_asked_for_one_household": MemberHasHousehold,
    "one_leader_per_volunteer": VolunteerLed,
    "volunteer_asked_once_by_member": VolunteerLed,
    "five_volunteers_per_member": FiveAlready,
    "slot_given_once": FiveAlready,
    "unit_twinned_once": UnitTwinned,
    "twinning_asked_once": UnitTwinned,
}


@transaction.atomic
def pair_household(
    *,
    by: Standing,
    member: PartyMember,
    household: Household,
    words: str = "",
    taken_from: Pairing | None = None,
    note: str = "",
    at: datetime,
) -> Pairing:
    """Ask a member to look after a household, which has agreed already; of somebody else's, with a note from them.

    Raises NotAllowed, PartyMemberUnknown, HouseholdClosed, HouseholdPaired, MemberHasHousehold.
    """
    if taken_from is None and not may_pair_household(by, household, member.branch):
        raise NotAllowed
    member = hold_member(member_id=member.pk)
    home = hold_household(household_id=household.pk)
    held = Pairing.objects.filter(state=PairingState.LIVE, kind=PairingKind.HOUSEHOLD)
    if held.filter(member=member).exists():
        raise MemberHasHousehold
    if _beside(held.filter(household=home), taken_from):
        raise HouseholdPaired
    row = Pairing(
        city=home.city, kind=PairingKind.HOUSEHOLD, region_id=home.region_id, region_path=home.region_path,
        body=member.branch, member=member, household=home, taken_from=taken_from,
        other_yes_at=home.entered_at, words=_line(words), note_sealed=sealed(text=note),
    )  # fmt: skip
    return _ask(by, row, [member.volunteer], "pair_household", at)


@transaction.atomic
def pair_volunteer(
    *, by: Standing, member: PartyMember, volunteer: Volunteer, words: str = "", at: datetime
) -> Pairing:
    """Ask a volunteer to be one of a member's five; the member, too, unless it is they who ask.

    Raises NotAllowed, PartyMemberUnknown, PairedVolunteerUnknown, SelfPaired, VolunteerLed, FiveAlready.
    """
    if not may_find_volunteers(by, member):
        raise NotAllowed
    person = hold_volunteer(volunteer_id=volunteer.pk, city=member.city)
    member = hold_member(member_id=member.pk)
    if person.pk == member.volunteer_id:
        raise SelfPaired
    led = Pairing.objects.filter(kind=PairingKind.LED)
    if led.filter(volunteer=person, state=PairingState.LIVE).exists():
        raise VolunteerLed
    mine = led.filter(member=member, state__in=(PairingState.ASKED, PairingState.LIVE))
    given = dict(mine.values_list("slot", "volunteer_id"))
    if person.pk in given.values():
        raise VolunteerLed
    slot = free_slot([each for each in given if each])
    if slot is None:
        raise FiveAlready
    own = by.is_self(member.volunteer_id)
    row = Pairing(
        city=member.city, kind=PairingKind.LED, region_id=member.region_id, region_path=member.region_path,
        body=member.branch, member=member, volunteer=person, slot=slot, words=_line(words),
        helper_yes_at=at if own else None,
    )  # fmt: skip
    return _ask(by, row, [person] if own else [person, member.volunteer], "pair_volunteer", at)


@transaction.atomic
def pair_helper(
    *,
    by: Standing,
    kind: PairingKind,
    body: Body,
    volunteer: Volunteer,
    household: Household,
    words: str = "",
    taken_from: Pairing | None = None,
    note: str = "",
    at: datetime,
) -> Pairing:
    """Ask a volunteer to look after the old and the young, or a child left behind; ``body`` arranges and records it.

    Raises NotAllowed, BodyNotActive, PairedVolunteerUnknown, HouseholdClosed, HouseholdPaired.
    """
    if kind not in HELPERS or (taken_from is None and not may_pair_household(by, household, body)):
        raise NotAllowed
    hold_active_body(body=body, city=by.city)
    person = hold_volunteer(volunteer_id=volunteer.pk, city=household.city)
    home = hold_household(household_id=household.pk)
    held = Pairing.objects.filter(state=PairingState.LIVE, kind=kind, household=home)
    if _beside(held, taken_from):
        raise HouseholdPaired
    row = Pairing(
        city=home.city, kind=kind, region_id=home.region_id, region_path=home.region_path, body=body,
        volunteer=person, household=home, taken_from=taken_from, other_yes_at=home.entered_at,
        words=_line(words), note_sealed=sealed(text=note),
    )  # fmt: skip
    return _ask(by, row, [person], "pair_helper", at)


@transaction.atomic
def twin_unit(*, by: Standing, body: Body, region: Region, words: str = "", at: datetime) -> Pairing:
    """A community asks a unit to be its twin; the unit's heads answer. Raises NotAllowed, PairingPlaceWrong, UnitTwinned."""
    require_governs(by, region.path)
    if region.level != RegionLevel.COMMUNITY:
        raise PairingPlaceWrong
    hold_active_body(body=body, city=by.city)
    held = Pairing.objects.filter(kind=PairingKind.TWINNED, state=PairingState.LIVE, body=body, region=region)
    if held.exists():
        raise UnitTwinned
    row = Pairing(
        city=region.city, kind=PairingKind.TWINNED, region=region, region_path=region.path, body=body,
        other_yes_at=at, words=_line(words),
    )  # fmt: skip
    made = _ask(by, row, [], "twin_unit", at)
    text = f"“{region.name}”想和“{body.name}”结对，请到“我的结对”答复。"
    tell_keepers(body_id=body.pk, path=body.region_path, text=text, on=day_of(at), at=at)
    return made


@transaction.atomic
def hand_over_pairing(
    *,
    by: Standing,
    pairing: Pairing,
    member: PartyMember | None = None,
    volunteer: Volunteer | None = None,
    note: str,
    at: datetime,
) -> Pairing:
    """Ask somebody else to go on with a household; nothing changes until they say yes. The note is for them alone.

    Raises NotAllowed, PairingMoved, and what asking raises.
    """
    if not (is_helper(by, pairing) or may_keep_pairing(by, pairing)):
        raise NotAllowed
    live = Pairing.objects.filter(pk=pairing.pk, state=PairingState.LIVE).select_related("household", "body")
    found = live.first()
    if found is None or found.household is None:
        raise PairingMoved
    if found.kind == PairingKind.HOUSEHOLD:
        if member is None or (member.branch_id != found.body_id and not by.governs(found.region_path)):
            raise PartyMemberUnknown
        return pair_household(
            by=by, member=member, household=found.household, taken_from=found, note=note, at=at
        )
    if volunteer is None:
        raise PairedVolunteerUnknown
    return pair_helper(
        by=by, kind=PairingKind(found.kind), body=found.body, volunteer=volunteer, household=found.household,
        taken_from=found, note=note, at=at,
    )  # fmt: skip


def _ask(by: Standing, row: Pairing, asked: list[Volunteer], verb: str, at: datetime) -> Pairing:
    row.asked_by_id, row.asked_at = by.account_id, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise (REFUSALS.get(broken_constraint(fault)) or fault) from fault
    write_line(by=by.actor, at=at, city=row.city, verb=verb, target=row, kind=str(row.kind))
    text = f"“{row.body.name}”想请你结对：{PairingKind(row.kind).label}。答不答应由你，请到“我的结对”答复。"
    tell(people=asked, text=text, at=at, about=row)
    return row


def hold_member(*, member_id: UUID) -> PartyMember:
    """Lock a member who has agreed and not left, and whose person is in good standing. Raises PartyMemberUnknown."""
    rows = PartyMember.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "branch", "volunteer__account"
    )
    found = rows.filter(
        Q(volunteer__state=VolunteerState.ACTIVE),
        pk=member_id, agreed_at__isnull=False, left_on__isnull=True,
    ).first()  # fmt: skip
    if found is None:
        raise PartyMemberUnknown
    return found


def hold_volunteer(*, volunteer_id: UUID, city: str) -> Volunteer:
    """Lock a volunteer in good standing who can answer for themselves. Raises PairedVolunteerUnknown."""
    rows = Volunteer.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    found = rows.filter(pk=volunteer_id, city=city, state=VolunteerState.ACTIVE).first()
    if found is None or found.account is None:
        raise PairedVolunteerUnknown
    return found


def hold_household(*, household_id: UUID) -> Household:
    """Lock a household that is still to be looked after. Raises HouseholdClosed."""
    rows = Household.objects.select_for_update(no_key=True, of=("self",)).select_related("region")
    found = rows.filter(pk=household_id, closed_on__isnull=True).first()
    if found is None:
        raise HouseholdClosed
    return found


def sealed(*, text: str) -> bytes:
    """Words that may name people."""
    text = text.strip()[:1000]
    return secret.keyring().encrypt(text, context=secret.PAIRING_WORDS) if text else b""


def _beside(held: QuerySet[Pairing], taken_from: Pairing | None) -> bool:
    """Whether there is another one than that to be handed over."""
    return (held.exclude(pk=taken_from.pk) if taken_from else held).exists()


def _line(words: str) -> str:
    return " ".join(words.split())[:200]
