"""A person comes onto the register, by a new record or the claim of an imported one, and keeps it up to date.

One person, one record: the unique hash of the ID number decides, also between two requests at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from redvest.core import events, throttle
from redvest.core.audit import write_line
from redvest.registry.actions.claim import prove_claim
from redvest.registry.actions.code import use_code
from redvest.registry.actions.consent import record_consent
from redvest.registry.actions.guardian import keep_guardian
from redvest.registry.actions.record import (
    Applicant,
    change_details,
    create_record,
    form_columns,
    hold_living,
    phone_columns,
    read_applicant,
    save_record,
)
from redvest.registry.choices import CodePurpose, RealNameState
from redvest.registry.events import VolunteerRegistered
from redvest.registry.models import Account, Merge, Volunteer
from redvest.registry.policy import Standing, require_member, require_self_or_governs
from redvest.registry.queries import secret
from redvest.registry.queries.identity import answer_of
from redvest.registry.registration_errors import AccountHasRecord
from redvest.registry.rules.registration import GuardianForm, VolunteerForm, given_by_guardian

__all__ = ["GuardianForm", "VolunteerForm", "confirm_real_name", "register_volunteer", "update_profile"]

TRIES, WINDOW = 10, timedelta(hours=1)


def register_volunteer(
    *, by: Standing, form: VolunteerForm, id_seen: bool = False, at: datetime
) -> Volunteer:
    """Put the person behind the signed-in account on the register.

    Raises AlreadyRegistered when somebody has this ID number, unless it is an imported record without an
    account whose name agrees: that one is claimed, with its hours (``actions/claim.py`` says by what proof).
    Raises ClaimOtherPhone, ClaimCodeWrong. ``id_seen``: a station's keeper saw the person and their card.
    Tries are counted, so that nobody finds out whose numbers are on the register: not to be called inside a
    transaction that its failure rolls back. Raises TooManyTries.
    """
    throttle.hit(f"real-name:{require_member(by)}", limit=TRIES, window=WINDOW, at=at)
    return _register(by, form, id_seen, at)


@transaction.atomic
def _register(by: Standing, form: VolunteerForm, id_seen: bool, at: datetime) -> Volunteer:
    account = _account_without_record(by)
    phone = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    applicant = read_applicant(city=by.city, form=form, own_phone=phone, at=at)
    guardian = applicant.facts.guardian
    if guardian:
        use_code(city=by.city, phone=guardian.phone, purpose=CodePurpose.GUARDIAN, code=guardian.code, at=at)
    record = Volunteer.objects.select_for_update().filter(id_hash=applicant.id_hash).first()
    if record:
        proof = prove_claim(
            record=record,
            city=by.city,
            form=form,
            name=applicant.facts.name,
            phone=phone,
            id_seen=id_seen,
            at=at,
        )
        volunteer = _claim(record, applicant, account, phone)
    else:
        volunteer = create_record(city=by.city, applicant=applicant, account=account, phone=phone, at=at)
    volunteer.domains.set(applicant.domains)
    if guardian:
        keep_guardian(child=volunteer, form=guardian, at=at)
    for purpose in sorted(applicant.facts.consents):
        by_guardian = given_by_guardian(purpose, applicant.facts.verdict)
        record_consent(volunteer=volunteer, purpose=purpose, by_guardian=by_guardian, at=at)
    verb = "claim_record" if record else "register_volunteer"
    write_line(
        by=by.actor, at=at, city=by.city, verb=verb, target=volunteer, **({"proof": proof} if record else {})
    )
    events.publish(
        VolunteerRegistered(by.city, volunteer.pk, volunteer.region_path, claimed=record is not None)
    )
    return volunteer


def _account_without_record(by: Standing) -> Account:
    account_id = require_member(by)
    behind = Merge.objects.filter(account_id=account_id, confirmed_at__isnull=False, undone_at__isnull=True)
    if Volunteer.objects.filter(account_id=account_id).exists() or behind.exists():
        raise AccountHasRecord
    return Account.objects.get(pk=account_id)


def _claim(record: Volunteer, applicant: Applicant, account: Account, phone: str) -> Volunteer:
    """Link an unclaimed record to the account. The row is locked, so of two claims one finds it taken."""
    columns = phone_columns(name=record.name, number=record.number, phone=phone) | form_columns(
        applicant=applicant
    )
    for field, value in ({"account": account} | columns).items():
        setattr(record, field, value)
    return save_record(volunteer=record)


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
    change_details(volunteer=volunteer, region_code=region_code, domains=domains, skills=skills)
    write_line(by=by.actor, at=at, city=volunteer.city, verb="update_profile", target=volunteer)
    return volunteer


@transaction.atomic
def confirm_real_name(*, by: Standing, volunteer: Volunteer, at: datetime) -> RealNameState:
    """Ask the identity authority about a record once more and keep its answer."""
    require_self_or_governs(by, volunteer.pk, volunteer.region_path)
    record = hold_living(volunteer_id=volunteer.pk)
    state = answer_of(record)
    if record.real_name_state == RealNameState.VERIFIED and state == RealNameState.CHECKED:
        state = RealNameState.VERIFIED  # no authority was asked this time, an earlier answer stands
    Volunteer.objects.filter(pk=volunteer.pk).update(real_name_state=state)
    volunteer.real_name_state = state
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="confirm_real_name", target=volunteer, state=state.value
    )
    return state
