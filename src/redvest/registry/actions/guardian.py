"""Who acts for a child: at most two at a time, either of whom may; entered, joined, ended (民法典 arts 26-29, 34, 35).

A bond that ends stays as the proof of who agreed. With the last one the child's record waits for a new guardian, who is
entered at a station by somebody who saw the papers.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import throttle
from redvest.core.audit import SYSTEM, Actor, write_line
from redvest.core.clock import day_of
from redvest.registry.actions.code import use_code
from redvest.registry.actions.consent import record_consent, settle_state, tell_other_guardian
from redvest.registry.actions.message import Notice, centre, tell_guardians, tell_person
from redvest.registry.choices import CodePurpose, ConsentPurpose, GuardianProof, MessageKind, VolunteerState
from redvest.registry.guardian_errors import (
    ChildGrownUp,
    GuardianCodeNeeded,
    GuardianProofMissing,
    GuardianSelf,
    GuardianStands,
    GuardiansTwo,
    NotTheGuardian,
    SeenChildWrong,
)
from redvest.registry.models import Account, Consent, Guardian, Station, Volunteer
from redvest.registry.policy import Standing, require_keeps, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import bond_of, guardians_of, needs_guardian, require_own_or_guardian
from redvest.registry.queries.identity import age_of, record_of_identity
from redvest.registry.registration_errors import MinorDataConsentMissing
from redvest.registry.rules import identity_number
from redvest.registry.rules.registration import GuardianForm, checked_guardian

PLACES = (1, 2)
TRIES, WINDOW = 20, timedelta(hours=1)
NOBODY_LEFT = (
    "{name}的志愿者登记现在没有监护人，暂时不能报名，已有的时长不变。"
    "请新的监护人带上身份证和户口簿等凭据，到就近的志愿服务站登记。"
)


@dataclass(frozen=True, slots=True)
class SeenChild:
    """A child as their papers name them, shown at a desk."""

    name: str
    id_type: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Which paper was shown, what the guardian agreed to, and who saw and read it out."""

    proof: str
    consents: frozenset[ConsentPurpose]
    by: UUID | None = None


def keep_guardian(
    *, child: Volunteer, form: GuardianForm, at: datetime, seen: Seen | None = None
) -> Guardian:
    """Put down inside an action who agreed, in the free place; the same phone again brings its bond up to date.

    The child's row is held, so that two at once do not take one place. Raises GuardiansTwo.
    """
    Volunteer.objects.select_for_update(no_key=True).get(pk=child.pk)
    kept = secret.keep_phone(form.phone, context=secret.GUARDIAN_PHONE)
    live = {bond.place: bond for bond in guardians_of(child.pk)}
    same = next((bond for bond in live.values() if bytes(bond.phone_hash) == kept.hash), None)
    free = [place for place in PLACES if place not in live]
    if same is None and not free:
        raise GuardiansTwo
    bond = same or Guardian(volunteer=child, place=free[0])
    bond.name, bond.relation, bond.agreed_at = form.name, form.relation, at
    bond.phone_sealed, bond.phone_hash, bond.phone_tail = kept.sealed, kept.hash, kept.tail
    if seen is not None:
        bond.seen, bond.entered_by_id = seen.proof, seen.by
    bond.save()
    if same is None and live:
        text = f"尾号 {kept.tail} 的手机登记成了{child.name}的另一位监护人。不对的话，请联系{centre()}。"
        notice = Notice(MessageKind.ACCOUNT, about=child)
        tell_guardians(volunteer=child, text=text, but=kept.hash, at=at, notice=notice)
    return bond


@transaction.atomic
def add_guardian(*, by: Standing, child: Volunteer, form: GuardianForm, at: datetime) -> Guardian:
    """One guardian names the other, whose own phone agrees by its code; the first is told.

    Raises NotTheGuardian, GuardianMissing, GuardiansTwo, and what codes raise.
    """
    if not require_own_or_guardian(by, child, at):
        raise NotTheGuardian
    form = checked_guardian(form)
    use_code(city=child.city, phone=form.phone, purpose=CodePurpose.GUARDIAN, code=form.code, at=at)
    bond = keep_guardian(child=child, form=form, at=at)
    write_line(by=by.actor, at=at, city=child.city, verb="add_guardian", target=child, tail=bond.phone_tail)
    return bond


@transaction.atomic
def end_guardian(*, by: Standing, child: Volunteer, at: datetime) -> bool:
    """A guardian acts for a child no more; the other one is told and goes on. Returns whether there is one.

    Raises NotTheGuardian, also the second time.
    """
    require_member(by)
    bond = bond_of(by, child.pk)
    if bond is None or not require_own_or_guardian(by, child, at):
        raise NotTheGuardian
    tell_other_guardian(by=by, child=child, text="办了退出，不再担任监护人", at=at)
    if not Guardian.objects.filter(pk=bond.pk, ended_at__isnull=True).update(ended_at=at):
        raise NotTheGuardian
    return _go_on(child, by.actor, at)


def end_bonds(*, account: Account, at: datetime) -> None:
    """Inside the erasure of an account: its phone goes from every bond, so that its next holder is nobody's guardian.

    Who agreed for a child stays as the proof. The children, in the order of their ids, go on with their other guardian.
    """
    bonds = Guardian.objects.filter(volunteer__city=account.city, phone_hash=bytes(account.phone_hash))
    live = bonds.filter(ended_at__isnull=True)
    children = list(Volunteer.objects.filter(guardians__in=live).distinct().order_by("pk"))
    keys = list(bonds.values_list("pk", flat=True))
    live.update(ended_at=at)
    sealed = secret.keyring().encrypt("", context=secret.GUARDIAN_PHONE)  # opens, and says nothing
    Guardian.objects.filter(pk__in=keys).update(
        phone_sealed=sealed, phone_hash=secrets.token_bytes(32), phone_tail=""
    )
    for child in children:
        if _go_on(child, SYSTEM, at):
            text = f"{child.name}的另一位监护人注销了账号，今后由你一个人替孩子办理。"
            tell_guardians(volunteer=child, text=text, at=at, notice=Notice(MessageKind.ACCOUNT, about=child))


def _go_on(child: Volunteer, actor: Actor, at: datetime) -> bool:
    """With the other guardian; or without any: the consent to take part goes with the last who stood for it."""
    stays = guardians_of(child.pk).exists()
    write_line(by=actor, at=at, city=child.city, verb="end_guardian", target=child, another=stays)
    if not stays and needs_guardian(child, at):
        agreed = Consent.objects.filter(volunteer=child, purpose=ConsentPurpose.GUARDIAN)
        agreed.filter(withdrawn_at__isnull=True).update(withdrawn_at=at)
        notice = Notice(MessageKind.ACCOUNT, about=child)
        tell_person(volunteer=child, text=NOBODY_LEFT.format(name=child.name), at=at, notice=notice)
    settle_state(volunteer=child, at=at)
    return stays


def enter_guardian(
    *, by: Standing, station: Station, child: SeenChild, form: GuardianForm, seen: Seen, at: datetime
) -> Guardian:
    """At a station: a new guardian for a child who has none, by somebody who saw the papers and read the words out.

    The guardian's own phone agrees by its code. Raises NotAllowed, SeenChildWrong (which says nothing of who is on the
    register), ChildGrownUp, GuardianStands, GuardianSelf, GuardianProofMissing, GuardianCodeNeeded,
    MinorDataConsentMissing, TooManyTries, and what codes raise. Counts tries: not inside a transaction.
    """
    require_member(by)
    require_keeps(by, station.pk, station.region.path)
    throttle.hit(f"guardian-desk:{by.account_id}", limit=TRIES, window=WINDOW, at=at)
    number = identity_number.check(child.id_type, child.id_number, day_of(at)).number
    return _enter(by, station, child.name, secret.id_hash(child.id_type, number), form, seen, at)


@transaction.atomic
def _enter(
    by: Standing, station: Station, name: str, id_hash: bytes, form: GuardianForm, seen: Seen, at: datetime
) -> Guardian:
    if seen.proof not in GuardianProof.values:
        raise GuardianProofMissing
    form = checked_guardian(form)
    own = Account.objects.get(pk=require_member(by))
    if secret.phone_hash(form.phone) == bytes(own.phone_hash):
        raise GuardianSelf
    child = _child_without(by.city, id_hash, name, at)
    agreed = _agreed(child, seen.consents, at)
    use_code(city=child.city, phone=form.phone, purpose=CodePurpose.GUARDIAN, code=form.code, at=at)
    seen = Seen(seen.proof, agreed, by.account_id)
    bond = keep_guardian(child=child, form=form, seen=seen, at=at)
    for purpose in sorted(agreed):
        record_consent(volunteer=child, purpose=purpose, by_guardian=True, read_by=by.account_id, at=at)
    write_line(
        by=by.actor, at=at, city=child.city, verb="enter_guardian", target=child, station=str(station.pk),
        seen=seen.proof, tail=bond.phone_tail,
    )  # fmt: skip
    settle_state(volunteer=child, given=agreed, at=at)
    return bond


def _child_without(city: str, id_hash: bytes, name: str, at: datetime) -> Volunteer:
    """A child for whom nobody acts; the row is held, so that of two entered at once one finds the other."""
    found = record_of_identity(city, id_hash, name)
    if found is None or found.state == VolunteerState.ERASED:
        raise SeenChildWrong
    child = Volunteer.objects.select_for_update(no_key=True).get(pk=found.pk)
    if not needs_guardian(child, at):
        raise ChildGrownUp
    if guardians_of(child.pk).exists():
        raise GuardianStands
    return child


def _agreed(
    child: Volunteer, consents: Collection[ConsentPurpose], at: datetime
) -> frozenset[ConsentPurpose]:
    """What a guardian has to agree to for this child's age (个人信息保护法 art. 31)."""
    if ConsentPurpose.GUARDIAN not in consents:
        raise GuardianCodeNeeded
    if not age_of(child, at).needs_data_consent:
        return frozenset({ConsentPurpose.GUARDIAN})
    if ConsentPurpose.MINOR_DATA not in consents:
        raise MinorDataConsentMissing
    return frozenset({ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA})
