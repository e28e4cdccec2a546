"""What the identity authority says of a name and a number, and whether a record's identity holds today."""

from __future__ import annotations

from datetime import date, datetime

from redvest.connectors import realname
from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.guardian_errors import GuardianPhoneOwn
from redvest.registry.identity_errors import RealNameMissing, RealNameRefused
from redvest.registry.models import Account, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.merge import living_record
from redvest.registry.queries.setting import age_gates, rule
from redvest.registry.registration_errors import TooYoung
from redvest.registry.rules import identity_number, names
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.age import AgeVerdict, verdict
from redvest.registry.rules.standing import Standing


def record_of_identity(city: str, id_hash: bytes, name: str) -> Volunteer | None:
    """The living record of who has this ID number and this name; merged records lead to their survivor."""
    people = Volunteer.objects.select_related("account")
    record = people.filter(city=city, id_hash=id_hash).first()
    if record is not None and record.state == VolunteerState.MERGED:
        record = people.filter(pk=living_record(record.pk)).first()
    if record is None or names.normalise(record.name) != names.normalise(name):
        return None
    return record


def age_of(volunteer: Volunteer, at: datetime) -> AgeVerdict:
    """What somebody's age means where they live. An import without a birth date counts as grown up."""
    on = day_of(at)
    gates = age_gates(volunteer.region_path or f"{volunteer.city}/", on)
    return verdict(gates, volunteer.birth_on or date.min, on)


def answer_of(record: Volunteer) -> RealNameState:
    """What the authority says of a record now, refused too. Raises RealNameMissing without a number."""
    if record.id_sealed is None or record.birth_on is None:
        raise RealNameMissing
    number = secret.open_sealed(record.id_sealed, context=secret.VOLUNTEER_ID)
    outcome = realname.current().compare(id_type=record.id_type, number=number, name=record.name)
    return RealNameState(outcome.value)


def require_identity(record: Volunteer, at: datetime) -> None:
    """What a registration asks of an identity (民政部令第 67 号 art. 5), asked of a record once more.

    Raises RealNameMissing, RealNameRefused, TooYoung, and what the rules of the number raise.
    """
    on, path = day_of(at), record.region_path or f"{record.city}/"
    if answer_of(record) is RealNameState.REFUSED:
        raise RealNameRefused
    number = secret.open_sealed(record.id_sealed, context=secret.VOLUNTEER_ID)
    identity_number.check(record.id_type, number, on, max_age=rule("id.maximum_age", path, on))
    found = age_of(record, at)
    if not found.may_register:
        raise TooYoung(found.reasons[0])


def require_guardian_phone(*, by: Standing, phone: str, id_type: str, id_number: str, at: datetime) -> None:
    """Before a code is sent: a minor old enough to register alone names a guardian with another phone.

    What is not yet typed well is told when the form is sent. Raises GuardianPhoneOwn, PhoneFault.
    """
    if by.account_id is None:
        return
    on = day_of(at)
    mine = Account.objects.filter(pk=by.account_id) if by.account_id else Account.objects.none()
    own = mine.filter(phone_hash=secret.phone_hash(phone_rules.check(phone)))
    try:
        birth_on = identity_number.check(id_type, id_number, on).birth_on
    except (DomainError, ValueError):
        return
    if birth_on and verdict(age_gates(f"{by.city}/", on), birth_on, on).may_register_alone and own.exists():
        raise GuardianPhoneOwn
