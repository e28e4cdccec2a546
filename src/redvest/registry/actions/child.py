"""A guardian puts a child on the register from the guardian's own account, whose phone was proven by a code.

The child's record has no account and no phone of its own: when the child grows up it is claimed by ID number and name,
as an imported one is, and the guardian's power has ended by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.connectors import realname
from redvest.core import events
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.consent import record_consent
from redvest.registry.actions.number import take_numbers
from redvest.registry.choices import ConsentPurpose, RealNameState, VolunteerSource
from redvest.registry.errors import AlreadyRegistered, GuardianCodeNeeded, RealNameRefused
from redvest.registry.events import VolunteerRegistered
from redvest.registry.models import Account, Guardian, Region, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.profile_errors import ChildGrownUp
from redvest.registry.queries import secret
from redvest.registry.queries.domain import domains_of
from redvest.registry.queries.guardian import require_own_or_guardian
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
)
from redvest.registry.rules.search_terms import volunteer_terms


@transaction.atomic
def register_child(*, by: Standing, form: VolunteerForm, relation: str, at: datetime) -> Volunteer:
    """The child's record, with every consent given by the guardian who acts.

    Raises AlreadyRegistered, ChildGrownUp, GuardianCodeNeeded without the guardian's tick, and what
    ``check_registration`` refuses.
    """
    account = Account.objects.get(pk=require_member(by))
    phone = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    region, on = living_region(by.city, form.region_code), day_of(at)
    guardian = GuardianForm(name=account.name, relation=relation, phone=phone, code="")
    facts = check_registration(
        replace(form, guardian=guardian), gates=age_gates(region.path, on),
        max_age=rule("id.maximum_age", region.path, on), own_phone="", on=on,
    )  # fmt: skip
    if not facts.verdict.needs_guardian or facts.guardian is None:
        raise ChildGrownUp
    if ConsentPurpose.GUARDIAN not in form.consents:
        raise GuardianCodeNeeded
    child = _create(by.city, facts, region, at)
    child.domains.set(domains_of(form.domains))
    kept = secret.keep_phone(phone, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child, name=facts.guardian.name, relation=facts.guardian.relation, phone_sealed=kept.sealed,
        phone_hash=kept.hash, phone_tail=kept.tail, agreed_at=at,
    )  # fmt: skip
    for purpose in sorted(facts.consents):
        record_consent(volunteer=child, purpose=purpose, by_guardian=True, at=at)
    write_line(by=by.actor, at=at, city=by.city, verb="register_child", target=child)
    events.publish(VolunteerRegistered(by.city, child.pk, child.region_path, claimed=False))
    return child


def _create(city: str, facts: Registration, region: Region, at: datetime) -> Volunteer:
    outcome = realname.current().compare(id_type=facts.id_type, number=facts.id_number, name=facts.name)
    if outcome is realname.Outcome.REFUSED:
        raise RealNameRefused
    number = take_numbers(city=city)[0]
    try:
        with transaction.atomic():
            return Volunteer.objects.create(
                city=city, number=number, name=facts.name, pinyin=names.pinyin(facts.name)[:120],
                id_type=facts.id_type, id_sealed=secret.seal_id(facts.id_number),
                id_hash=secret.id_hash(facts.id_type, facts.id_number), source=VolunteerSource.SELF,
                registered_at=at, search=volunteer_terms(facts.name, number, ""), sex=facts.sex,
                birth_on=facts.birth_on, region=region, region_path=region.path, skills=facts.skills,
                real_name_state=RealNameState(outcome.value),
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_record_per_person":
            raise AlreadyRegistered from fault
        raise


@transaction.atomic
def correct_child(
    *, by: Standing, child: Volunteer, region_code: str, domains: tuple[str, ...], skills: str, at: datetime
) -> Volunteer:
    """The guardian changes where a child lives, likes to help and can. Raises NotTheGuardian."""
    require_own_or_guardian(by, child, at)
    region = living_region(child.city, region_code)
    child.region, child.region_path = region, region.path
    child.skills = checked_skills(skills)
    child.save(update_fields=["region", "region_path", "skills"])
    child.domains.set(domains_of(checked_domains(domains)))
    write_line(by=by.actor, at=at, city=child.city, verb="correct_child", target=child)
    return child
