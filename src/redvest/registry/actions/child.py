"""A guardian puts a child on the register from the guardian's own account, whose phone was proven by a code.

The child's record has no account and no phone of its own: when the child grows up it is claimed by ID number and name,
as an imported one is, and the guardian's power has ended by then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from redvest.core import events, throttle
from redvest.core.audit import write_line
from redvest.registry.actions.consent import record_consent, tell_other_guardian
from redvest.registry.actions.guardian import keep_guardian
from redvest.registry.actions.record import change_details, create_record, read_applicant
from redvest.registry.actions.volunteer import TRIES, WINDOW
from redvest.registry.choices import ConsentPurpose
from redvest.registry.events import VolunteerRegistered
from redvest.registry.guardian_errors import ChildGrownUp, GuardianCodeNeeded
from redvest.registry.models import Account, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.rules.registration import GuardianForm, VolunteerForm


def register_child(*, by: Standing, form: VolunteerForm, relation: str, at: datetime) -> Volunteer:
    """The child's record, with every consent given by the guardian who acts (个人信息保护法 art. 31).

    Raises AlreadyRegistered, ChildGrownUp, GuardianCodeNeeded without the guardian's tick, and what
    ``check_registration`` refuses. Tries are counted as at ``register_volunteer``, with the same warning.
    """
    throttle.hit(f"real-name:{require_member(by)}", limit=TRIES, window=WINDOW, at=at)
    return _register(by, form, relation, at)


@transaction.atomic
def _register(by: Standing, form: VolunteerForm, relation: str, at: datetime) -> Volunteer:
    account = Account.objects.get(pk=require_member(by))
    phone = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    guardian = GuardianForm(name=account.name, relation=relation, phone=phone, code="")
    applicant = read_applicant(city=by.city, form=replace(form, guardian=guardian), own_phone="", at=at)
    facts = applicant.facts
    if facts.guardian is None:
        raise ChildGrownUp
    if ConsentPurpose.GUARDIAN not in form.consents:
        raise GuardianCodeNeeded
    child = create_record(city=by.city, applicant=applicant, account=None, phone="", at=at)
    child.domains.set(applicant.domains)
    keep_guardian(child=child, form=facts.guardian, at=at)
    for purpose in sorted(facts.consents):
        record_consent(volunteer=child, purpose=purpose, by_guardian=True, at=at)
    write_line(by=by.actor, at=at, city=by.city, verb="register_child", target=child)
    events.publish(VolunteerRegistered(by.city, child.pk, child.region_path, claimed=False))
    return child


@transaction.atomic
def correct_child(
    *, by: Standing, child: Volunteer, region_code: str, domains: tuple[str, ...], skills: str, at: datetime
) -> Volunteer:
    """A guardian changes where a child lives, likes to help and can; the other one hears. Raises NotTheGuardian."""
    require_own_or_guardian(by, child, at)
    change_details(volunteer=child, region_code=region_code, domains=domains, skills=skills)
    write_line(by=by.actor, at=at, city=child.city, verb="correct_child", target=child)
    tell_other_guardian(by=by, child=child, text=f"改了{child.name}住在哪里、想做什么的资料", at=at)
    return child
