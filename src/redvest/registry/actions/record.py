"""The record that a registration makes or fills, whoever sits before the form: the person, a helper, a guardian.

One person, one record: the unique hash of the ID number decides, also between two requests at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.connectors import realname
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.number import take_numbers
from redvest.registry.choices import RealNameState, VolunteerSource, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.identity_errors import RealNameRefused
from redvest.registry.models import Account, Region, ServiceDomain, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.domain import domains_of
from redvest.registry.queries.region import living_region
from redvest.registry.queries.setting import age_gates, rule
from redvest.registry.registration_errors import AccountHasRecord, AlreadyRegistered
from redvest.registry.rules import names
from redvest.registry.rules.registration import (
    Registration,
    VolunteerForm,
    check_registration,
    checked_domains,
    checked_skills,
)
from redvest.registry.rules.search_terms import volunteer_terms

GONE = (VolunteerState.MERGED, VolunteerState.ERASED)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Everything about who comes onto the register that was read before anything is written."""

    facts: Registration
    id_hash: bytes
    region: Region
    domains: tuple[ServiceDomain, ...]
    real_name_state: RealNameState


def read_applicant(*, city: str, form: VolunteerForm, own_phone: str, at: datetime) -> Applicant:
    """Check everything that can be known before writing. Raises what ``check_registration`` does, RealNameRefused."""
    region, on = living_region(city, form.region_code), day_of(at)
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
    return Applicant(
        facts=facts,
        id_hash=secret.id_hash(facts.id_type, facts.id_number),
        region=region,
        domains=domains_of(form.domains),
        real_name_state=RealNameState(outcome.value),
    )


def create_record(
    *, city: str, applicant: Applicant, account: Account | None, phone: str, at: datetime
) -> Volunteer:
    """A new record; a child's has neither account nor phone. Raises AlreadyRegistered, AccountHasRecord."""
    facts = applicant.facts
    number = take_numbers(city=city)[0]
    return save_record(
        volunteer=Volunteer(
            city=city,
            account=account,
            number=number,
            name=facts.name,
            pinyin=names.pinyin(facts.name)[:120],
            id_type=facts.id_type,
            id_sealed=secret.seal_id(facts.id_number),
            id_hash=applicant.id_hash,
            source=VolunteerSource.SELF,
            registered_at=at,
            **phone_columns(name=facts.name, number=number, phone=phone),
            **form_columns(applicant=applicant),
        )
    )


def phone_columns(*, name: str, number: str, phone: str) -> dict[str, Any]:
    """The columns of a record's own phone, and the words it is found by; empty for a child without one."""
    if not phone:
        return {"search": volunteer_terms(name, number, "")}
    kept = secret.keep_phone(phone, context=secret.VOLUNTEER_PHONE)
    return {
        "phone_sealed": kept.sealed,
        "phone_hash": kept.hash,
        "phone_tail": kept.tail,
        "search": volunteer_terms(name, number, kept.tail),
    }


def form_columns(*, applicant: Applicant) -> dict[str, Any]:
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


def save_record(*, volunteer: Volunteer) -> Volunteer:
    """Write it, new or claimed. Raises AlreadyRegistered, AccountHasRecord where the database says so."""
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


def hold_living(*, volunteer_id: UUID) -> Volunteer:
    """The record, locked, so that nothing is written to one that is being erased or merged just now.

    Raises VolunteerNotActive for one that is.
    """
    record = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer_id)
    if record.state in GONE:
        raise VolunteerNotActive
    return record


def change_details(
    *, volunteer: Volunteer, region_code: str, domains: tuple[str, ...], skills: str
) -> Volunteer:
    """Where somebody lives, likes to help and can, inside an action that asked who may change it."""
    region = living_region(volunteer.city, region_code)
    chosen, able = domains_of(checked_domains(domains)), checked_skills(skills)
    hold_living(volunteer_id=volunteer.pk)
    volunteer.region, volunteer.region_path, volunteer.skills = region, region.path, able
    volunteer.save(update_fields=["region", "region_path", "skills"])
    volunteer.domains.set(chosen)
    return volunteer
