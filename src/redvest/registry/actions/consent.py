"""Consents: given, withdrawn as easily, and what that does to a person's state.

Withdrawing the consent to be registered is leaving the register; giving it again is coming back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.account_errors import CodeExpired, CodeTriedTooOften, WrongCode
from redvest.registry.actions.code import send_code, use_code
from redvest.registry.actions.message import Notice, tell_guardians
from redvest.registry.choices import CodePurpose, ConsentPurpose, MessageKind, VolunteerState
from redvest.registry.events import VolunteerStateChanged
from redvest.registry.guardian_errors import GuardianCodeNeeded, GuardianMissing
from redvest.registry.models import Account, Consent, Guardian, Profile, Volunteer
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import bond_of, guardian_phones, guardians_of, require_own_or_guardian
from redvest.registry.queries.identity import age_of, require_identity
from redvest.registry.rules.age import AgeVerdict
from redvest.registry.rules.privacy_notice import good_wordings, version_on
from redvest.registry.rules.registration import given_by_guardian

OF_GUARDIANS = frozenset({ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA})
FINER = (ConsentPurpose.PUBLISH_NAME, ConsentPurpose.LOCATION, ConsentPurpose.AFFILIATION)
SETTLED = frozenset({VolunteerState.SUSPENDED, VolunteerState.MERGED, VolunteerState.ERASED})


def record_consent(
    *,
    volunteer: Volunteer,
    purpose: ConsentPurpose,
    by_guardian: bool,
    read_by: UUID | None = None,
    at: datetime,
) -> bool:
    """Write a consent down inside an action, unless it already holds; returns whether it is new.

    The version of the notice that was shown stays with it, and who read it out (个人信息保护法 arts 14, 17); one to an
    older text that meant something else gives way.
    """
    on = day_of(at)
    try:
        with transaction.atomic():
            held = Consent.objects.filter(volunteer=volunteer, purpose=purpose, withdrawn_at__isnull=True)
            held.exclude(wording__in=good_wordings(purpose, on)).update(withdrawn_at=at)
            Consent.objects.create(
                volunteer=volunteer,
                purpose=purpose,
                wording=version_on(on).key,
                given_at=at,
                given_by_guardian=by_guardian,
                read_by_id=read_by,
            )
    except IntegrityError as fault:
        if broken_constraint(fault) != "one_live_consent":
            raise
        return False  # it holds already, perhaps since a moment ago
    return True


@transaction.atomic
def give_consent(*, by: Standing, volunteer: Volunteer, purpose: ConsentPurpose, at: datetime) -> None:
    """A person agrees to something, or the guardian signed in with the phone on record does for them.

    Without that account what is a guardian's to give is given by ``guardian_consents``.
    """
    as_guardian = require_own_or_guardian(by, volunteer, at)
    if not as_guardian and (purpose in OF_GUARDIANS or given_by_guardian(purpose, age_of(volunteer, at))):
        raise GuardianCodeNeeded
    if record_consent(volunteer=volunteer, purpose=purpose, by_guardian=as_guardian, at=at):
        bond = bond_of(by, volunteer.pk) if purpose == ConsentPurpose.GUARDIAN else None
        if bond is not None:
            Guardian.objects.filter(pk=bond.pk).update(agreed_at=at)
        _write(by, volunteer, "give_consent", [purpose], at)
        if as_guardian:
            tell_other_guardian(by=by, child=volunteer, text=f"同意了“{purpose.label}”", at=at)
    settle_state(volunteer=volunteer, given={purpose}, at=at)


@transaction.atomic
def guardian_consents(
    *, by: Standing, volunteer: Volunteer, purposes: frozenset[ConsentPurpose], code: str, at: datetime
) -> None:
    """One of the guardians on record agrees, shown by a code sent to their phone. Raises GuardianMissing without any."""
    _require_own(by, volunteer)
    guardian = _agreeing(volunteer, code, at)
    for purpose in sorted(purposes):
        record_consent(volunteer=volunteer, purpose=purpose, by_guardian=True, at=at)
    Guardian.objects.filter(pk=guardian.pk).update(agreed_at=at)
    _write(by, volunteer, "guardian_consents", purposes, at)
    settle_state(volunteer=volunteer, given=purposes, at=at)


@transaction.atomic
def withdraw_consent(*, by: Standing, volunteer: Volunteer, purpose: ConsentPurpose, at: datetime) -> None:
    """A person or their guardian takes a consent back. Raises ConsentNotGiven when there is none (any more)."""
    as_guardian = require_own_or_guardian(by, volunteer, at)
    live = Consent.objects.filter(volunteer=volunteer, purpose=purpose, withdrawn_at__isnull=True)
    if not live.update(withdrawn_at=at):
        raise ConsentNotGiven
    rests = _resting_on(volunteer, purpose, at)
    if purpose == ConsentPurpose.AFFILIATION or ConsentPurpose.AFFILIATION in rests:
        Profile.objects.filter(volunteer=volunteer).update(affiliation="")
    _write(by, volunteer, "withdraw_consent", [purpose, *rests], at)
    if as_guardian:
        tell_other_guardian(by=by, child=volunteer, text=f"收回了“{purpose.label}”的同意", at=at)
    settle_state(volunteer=volunteer, at=at)


def _resting_on(volunteer: Volunteer, purpose: ConsentPurpose, at: datetime) -> list[ConsentPurpose]:
    """Without the consent to process a small child's data nothing finer holds either: taken back with it."""
    if purpose != ConsentPurpose.MINOR_DATA:
        return []
    live = Consent.objects.filter(volunteer=volunteer, purpose__in=FINER, withdrawn_at__isnull=True)
    found = sorted(ConsentPurpose(each) for each in live.values_list("purpose", flat=True))
    live.update(withdrawn_at=at)
    return found


def affiliation_consent(
    *, by: Standing, volunteer: Volunteer, given: bool, by_guardian: bool, at: datetime
) -> None:
    """Bring the consent for the political affiliation into line inside an action. Raises GuardianCodeNeeded."""
    purpose = ConsentPurpose.AFFILIATION
    if not given:
        live = Consent.objects.filter(volunteer=volunteer, purpose=purpose, withdrawn_at__isnull=True)
        if live.update(withdrawn_at=at):
            _write(by, volunteer, "withdraw_consent", [purpose], at)
        return
    if not by_guardian and given_by_guardian(purpose, age_of(volunteer, at)):
        raise GuardianCodeNeeded
    if record_consent(volunteer=volunteer, purpose=purpose, by_guardian=by_guardian, at=at):
        _write(by, volunteer, "give_consent", [purpose], at)


def _write(
    by: Standing, volunteer: Volunteer, verb: str, purposes: Iterable[ConsentPurpose], at: datetime
) -> None:
    named = sorted(purpose.value for purpose in purposes)
    write_line(by=by.actor, at=at, city=volunteer.city, verb=verb, target=volunteer, purposes=named)


def tell_other_guardian(*, by: Standing, child: Volunteer, text: str, at: datetime) -> None:
    """What one guardian did the other hears, in the same transaction; either may act (民法典 art. 35)."""
    account = Account.objects.get(pk=require_member(by))
    said = f"【孩子的志愿服务】{account.name}替{child.name}{text}。"
    notice = Notice(MessageKind.ACCOUNT, about=child)
    tell_guardians(volunteer=child, text=said, but=bytes(account.phone_hash), at=at, notice=notice)


def _agreeing(volunteer: Volunteer, code: str, at: datetime) -> Guardian:
    """Whose phone the code was sent to. The latest code of each is tried, and the last fault is told."""
    bonds = list(guardians_of(volunteer.pk))
    if not bonds:
        raise GuardianMissing
    for bond in bonds:
        phone = secret.open_sealed(bond.phone_sealed, context=secret.GUARDIAN_PHONE)
        try:
            use_code(city=volunteer.city, phone=phone, purpose=CodePurpose.GUARDIAN, code=code, at=at)
        except (WrongCode, CodeExpired, CodeTriedTooOften):
            if bond == bonds[-1]:
                raise
        else:
            return bond
    raise GuardianMissing


def send_guardian_codes(*, by: Standing, volunteer: Volunteer, at: datetime, ip: str = "") -> int:
    """A code to each guardian of the one who asks for themselves; returns to how many. Raises GuardianMissing."""
    _require_own(by, volunteer)
    phones = guardian_phones(volunteer.pk)
    if not phones:
        raise GuardianMissing
    with transaction.atomic():
        for phone in phones:
            send_code(city=volunteer.city, phone=phone, purpose=CodePurpose.GUARDIAN, at=at, ip=ip)
    return len(phones)


def _require_own(by: Standing, volunteer: Volunteer) -> None:
    if require_volunteer(by) != volunteer.pk:
        raise NotAllowed


def settle_state(*, volunteer: Volunteer, given: Collection[ConsentPurpose] = (), at: datetime) -> None:
    """Bring the state into line with the consents that hold, of which ``given`` were agreed to just now.

    Who is suspended, merged away or erased stays so, and who left does until they agree to be registered again: then
    their identity is asked after as at a registration. Raises what ``require_identity`` raises.
    """
    record = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    stays_left = record.state == VolunteerState.LEFT and ConsentPurpose.REGISTRATION not in given
    if record.state in SETTLED or stays_left:
        return
    held = set(record.consents.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True))
    found = age_of(record, at)
    if ConsentPurpose.REGISTRATION not in held:
        state = VolunteerState.LEFT
    elif not _looked_after(record, found, held):
        state = VolunteerState.PENDING_GUARDIAN
    else:
        state = VolunteerState.ACTIVE
    if record.state == VolunteerState.LEFT and state != VolunteerState.LEFT:
        require_identity(record, at)
    if record.state != state:
        Volunteer.objects.filter(pk=record.pk).update(state=state)
        events.publish(VolunteerStateChanged(record.city, record.pk, state.value))
    volunteer.state = state


def _looked_after(record: Volunteer, found: AgeVerdict, held: set[str]) -> bool:
    """Whether what somebody's age asks of a guardian is agreed to, and one still acts; true for who needs none."""
    wanted = {ConsentPurpose.GUARDIAN.value} if found.needs_guardian else set()
    if found.needs_data_consent:
        wanted.add(ConsentPurpose.MINOR_DATA.value)
    return not wanted or (wanted <= held and guardians_of(record.pk).exists())
