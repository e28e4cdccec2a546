"""A person comes onto the register, by a new record or the claim of an imported one, and keeps it up to date.

One person, one record: the unique hash of the ID number decides, also between two requests at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from redvest.connectors import realname
from redvest.core import events, throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.code import use_code
from redvest.registry.actions.consent import record_consent
from redvest.registry.actions.number import take_numbers
from redvest.registry.choices import CodePurpose, RealNameState, VolunteerSource, VolunteerState
from redvest.registry.errors import AccountHasRecord, AlreadyRegistered, RealNameMissing, RealNameRefused
from redvest.registry.events import VolunteerRegistered
from redvest.registry.models import Account, Guardian, Merge, Region, ServiceDomain, Volunteer
from redvest.registry.policy import Standing, require_member, require_self_or_governs
from redvest.registry.queries import secret
from redvest.registry.queries.domain import domains_of
from redvest.registry.queries.region import living_region
from redvest.registry.queries.setting import age_gates, rule
from redvest.registry.rules import names
from redvest.registry.rules.registration import (
    GuardianForm,
    Registration,
    VolunteerForm,
    check_registration,
    checked_domains,
    checked_skills,
    given_by_guardian,
)
from redvest.registry.rules.search_terms import volunteer_terms

__all__ = ["GuardianForm", "VolunteerForm", "confirm_real_name", "register_volunteer", "update_profile"]

TRIES, WINDOW = 10, timedelta(hours=1)
UNCLAIMABLE = frozenset({VolunteerState.SUSPENDED, VolunteerState.MERGED, VolunteerState.ERASED})


@dataclass(frozen=True, slots=True)
class _Applicant:
    """Everything about who registers that was read before anything is written."""

    account: Account
    phone: str
    facts: Registration
    id_hash: bytes
    region: Region
    domains: tuple[ServiceDomain, ...]
    real_name_state: RealNameState


def register_volunteer(*, by: Standing, form: VolunteerForm, at: datetime) -> Volunteer:
    """Put the person behind the signed-in account on the register.

    Raises AlreadyRegistered when somebody has this ID number, unless it is an imported record without an
    account whose name (and phone, where it has one) agree: that one is claimed, with its hours.
    Tries are counted, so that nobody finds out whose numbers are on the register: not to be called inside a
    transaction that its failure rolls back. Raises TooManyTries.
    """
    throttle.hit(f"real-name:{require_member(by)}", limit=TRIES, window=WINDOW, at=at)
    return _register(by, form, at)


@transaction.atomic
def _register(by: Standing, form: VolunteerForm, at: datetime) -> Volunteer:
    applicant = _read(by, form, at)
    if guardian := applicant.facts.guardian:
        use_code(city=by.city, phone=guardian.phone, purpose=CodePurpose.GUARDIAN, code=guardian.code, at=at)
    record = Volunteer.objects.select_for_update().filter(id_hash=applicant.id_hash).first()
    volunteer = _claim(record, by.city, applicant) if record else _create(by.city, applicant, at)
    volunteer.domains.set(applicant.domains)
    _keep_guardian(volunteer, guardian, at)
    for purpose in sorted(applicant.facts.consents):
        by_guardian = given_by_guardian(purpose, applicant.facts.verdict)
        record_consent(volunteer=volunteer, purpose=purpose, by_guardian=by_guardian, at=at)
    verb = "claim_record" if record else "register_volunteer"
    write_line(by=by.actor, at=at, city=by.city, verb=verb, target=volunteer)
    claimed = record is not None
    events.publish(VolunteerRegistered(by.city, volunteer.pk, volunteer.region_path, claimed))
    return volunteer


def _read(by: Standing, form: VolunteerForm, at: datetime) -> _Applicant:
    """Check everything that can be known before writing."""
    account_id = require_member(by)
    behind = Merge.objects.filter(account_id=account_id, confirmed_at__isnull=False, undone_at__isnull=True)
    if Volunteer.objects.filter(account_id=account_id).exists() or behind.exists():
        raise AccountHasRecord
    account = Account.objects.get(pk=account_id)
    region = living_region(by.city, form.region_code)
    own_phone = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    on = day_of(at)
    facts = check_registration(
        form,
        gates=age_gates(region.path, on),
        max_age=rule("id.maximum_age", region.path, on),
        own_phone=own_phone,
        on=on,
    )
    outcome = realname.current().compare(id_type=facts.id_type, number=facts.id_number, name=facts.name)
    if outcome is realname.Outcome.REFUSED:
        raise RealNameRefused
    return _Applicant(
        account=account,
        phone=own_phone,
        facts=facts,
        id_hash=secret.id_hash(facts.id_type, facts.id_number),
        region=region,
        domains=domains_of(form.domains),
        real_name_state=RealNameState(outcome.value),
    )


def _create(city: str, applicant: _Applicant, at: datetime) -> Volunteer:
    facts = applicant.facts
    number = take_numbers(city=city)[0]
    kept = secret.keep_phone(applicant.phone, context=secret.VOLUNTEER_PHONE)
    volunteer = Volunteer(
        city=city,
        account=applicant.account,
        number=number,
        name=facts.name,
        pinyin=names.pinyin(facts.name)[:120],
        id_type=facts.id_type,
        id_sealed=secret.seal_id(facts.id_number),
        id_hash=applicant.id_hash,
        phone_sealed=kept.sealed,
        phone_hash=kept.hash,
        phone_tail=kept.tail,
        source=VolunteerSource.SELF,
        registered_at=at,
        search=volunteer_terms(facts.name, number, kept.tail),
        **_profile(applicant),
    )
    return _save(volunteer)


def _claim(record: Volunteer, city: str, applicant: _Applicant) -> Volunteer:
    """Link an unclaimed record to the account. The row is locked, so of two claims one finds it taken."""
    same_phone = record.phone_hash is None or bytes(record.phone_hash) == secret.phone_hash(applicant.phone)
    same_name = names.normalise(record.name) == applicant.facts.name
    open_to_claim = record.account_id is None and record.state not in UNCLAIMABLE
    if not (open_to_claim and record.city == city and same_name and same_phone):
        raise AlreadyRegistered
    kept = secret.keep_phone(applicant.phone, context=secret.VOLUNTEER_PHONE)
    record.account = applicant.account
    record.phone_sealed, record.phone_hash, record.phone_tail = kept.sealed, kept.hash, kept.tail
    record.search = volunteer_terms(record.name, record.number, kept.tail)
    for field, value in _profile(applicant).items():
        setattr(record, field, value)
    return _save(record)


def _profile(applicant: _Applicant) -> dict[str, Any]:
    """The columns that a new record and a claimed one take from the form alike."""
    facts = applicant.facts
    return {
        "sex": facts.sex,
        "birth_on": facts.birth_on,
        "region": applicant.region,
        "region_path": applicant.region.path,
        "skills": facts.skills,
        "real_name_state": applicant.real_name_state,
        "state": VolunteerState.ACTIVE,
    }


def _save(volunteer: Volunteer) -> Volunteer:
    try:
        with transaction.atomic():
            volunteer.save()
    except IntegrityError as fault:
        broken = broken_constraint(fault)
        if broken == "one_record_per_person":
            raise AlreadyRegistered from fault
        if "account_id" in broken:
            raise AccountHasRecord from fault
        raise
    return volunteer


def _keep_guardian(volunteer: Volunteer, guardian: GuardianForm | None, at: datetime) -> None:
    if guardian is None:
        return
    kept = secret.keep_phone(guardian.phone, context=secret.GUARDIAN_PHONE)
    Guardian.objects.update_or_create(
        volunteer=volunteer,
        defaults={
            "name": guardian.name,
            "relation": guardian.relation,
            "phone_sealed": kept.sealed,
            "phone_hash": kept.hash,
            "phone_tail": kept.tail,
            "agreed_at": at,
        },
    )


@transaction.atomic
def update_profile(
    *,
    by: Standing,
    volunteer: Volunteer,
    region_code: str,
    domains: tuple[str, ...],
    skills: str,
    at: datetime,
) -> Volunteer:
    """Change where somebody lives, what they like to do and can: they themselves, or an officer of their place."""
    require_self_or_governs(by, volunteer.pk, volunteer.region_path)
    region = living_region(volunteer.city, region_code)
    chosen = domains_of(checked_domains(domains))
    volunteer.region, volunteer.region_path = region, region.path
    volunteer.skills = checked_skills(skills)
    volunteer.save(update_fields=["region", "region_path", "skills"])
    volunteer.domains.set(chosen)
    write_line(by=by.actor, at=at, city=volunteer.city, verb="update_profile", target=volunteer)
    return volunteer


@transaction.atomic
def confirm_real_name(*, by: Standing, volunteer: Volunteer, at: datetime) -> RealNameState:
    """Ask the identity authority about a record once more and keep its answer."""
    require_self_or_governs(by, volunteer.pk, volunteer.region_path)
    if volunteer.id_sealed is None or volunteer.birth_on is None:
        raise RealNameMissing
    number = secret.open_sealed(volunteer.id_sealed, context=secret.VOLUNTEER_ID)
    outcome = realname.current().compare(id_type=volunteer.id_type, number=number, name=volunteer.name)
    state = RealNameState(outcome.value)
    if volunteer.real_name_state == RealNameState.VERIFIED and state == RealNameState.CHECKED:
        state = RealNameState.VERIFIED  # no authority was asked this time, an earlier answer stands
    Volunteer.objects.filter(pk=volunteer.pk).update(real_name_state=state)
    volunteer.real_name_state = state
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="confirm_real_name", target=volunteer, state=state.value
    )
    return state
