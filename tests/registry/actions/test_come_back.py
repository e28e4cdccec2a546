"""Coming back to the register asks for what a registration asks for, and by itself opens nothing."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.connectors import realname
from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.actions.leaving import come_back, leave
from redvest.registry.choices import CodePurpose, ConsentPurpose, RealNameState, VolunteerState
from redvest.registry.models import Consent, Guardian, Volunteer
from redvest.registry.queries import secret
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
GUARDIAN = "13900002222"


def left(**given: object) -> Volunteer:
    """Somebody who was on the register with their consent and went."""
    person = make.make_volunteer(**given)  # type: ignore[arg-type]
    by = make.volunteer_standing(person)
    give_consent(by=by, volunteer=person, purpose=ConsentPurpose.REGISTRATION, at=make.NOW)
    Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.ACTIVE)
    leave(by=by, at=make.NOW)
    return person


def teenager() -> Volunteer:
    person = left(birth_on=date(2010, 3, 1))
    kept = secret.keep_phone(GUARDIAN, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=person, name="王梅", relation="母亲", phone_sealed=kept.sealed, phone_hash=kept.hash,
        phone_tail=kept.tail,
    )  # fmt: skip
    return person


def back(person: Volunteer, *, agreed: bool = True, code: str = "") -> None:
    come_back(by=make.volunteer_standing(person), agreed=agreed, guardian_code=code, at=make.NOW)


def state(person: Volunteer) -> str:
    return str(Volunteer.objects.values_list("state", flat=True).get(pk=person.pk))


def live(person: Volunteer) -> set[tuple[str, bool]]:
    held = Consent.objects.filter(volunteer=person, withdrawn_at=None)
    return set(held.values_list("purpose", "given_by_guardian"))


def refused(person: Volunteer, why: str, **said: object) -> None:
    with pytest.raises(DomainError) as fault:
        back(person, **said)  # type: ignore[arg-type]
    assert fault.value.code == why
    assert state(person) == VolunteerState.LEFT and live(person) == set()
    assert not AuditLine.objects.filter(verb="come_back").exists()


def test_leaving_ends_what_was_agreed_to_and_coming_back_asks_anew() -> None:
    person = left()
    assert live(person) == set()
    refused(person, "consent-missing", agreed=False)
    back(person)
    assert state(person) == VolunteerState.ACTIVE and live(person) == {("registration", False)}
    assert AuditLine.objects.filter(verb="come_back", target_id=str(person.pk)).count() == 1


def test_who_never_left_does_not_come_back() -> None:
    person = make.make_volunteer()
    with pytest.raises(DomainError) as fault:
        back(person)
    assert fault.value.code == "not-left" and not Consent.objects.exists()


def test_a_consent_taken_back_is_not_given_by_coming_back_alone() -> None:
    person = make.make_volunteer()
    by = make.volunteer_standing(person)
    give_consent(by=by, volunteer=person, purpose=ConsentPurpose.REGISTRATION, at=make.NOW)
    withdraw_consent(by=by, volunteer=person, purpose=ConsentPurpose.REGISTRATION, at=make.NOW)
    refused(person, "consent-missing", agreed=False)


def test_a_record_without_a_number_is_completed_first() -> None:
    person = left()
    Volunteer.objects.filter(pk=person.pk).update(
        id_sealed=None, id_hash=None, real_name_state=RealNameState.MISSING
    )
    refused(person, "real-name-missing")


def test_the_identity_has_to_hold_today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Denies:
        def compare(self, **_said: str) -> realname.Outcome:
            return realname.Outcome.REFUSED

    person = left()
    monkeypatch.setattr(realname, "current", Denies)
    refused(person, "real-name-refused")
    by = make.volunteer_standing(person)
    with pytest.raises(DomainError):
        give_consent(by=by, volunteer=person, purpose=ConsentPurpose.REGISTRATION, at=make.NOW)
    assert state(person) == VolunteerState.LEFT and live(person) == set()


def test_a_minor_needs_the_guardians_code() -> None:
    person = teenager()
    refused(person, "guardian-code-needed")
    make.make_code(GUARDIAN, CodePurpose.GUARDIAN)
    refused(person, "wrong-code", code="000000")
    back(person, code="246810")
    assert state(person) == VolunteerState.ACTIVE
    assert live(person) == {("registration", False), ("guardian", True)}


def test_a_small_childs_consents_are_all_the_guardians() -> None:
    person = teenager()
    Volunteer.objects.filter(pk=person.pk).update(birth_on=date(2014, 3, 1))
    make.make_code(GUARDIAN, CodePurpose.GUARDIAN)
    back(person, code="246810")
    assert live(person) == {("registration", True), ("guardian", True), ("minor-data", True)}


def test_a_minor_without_any_guardian_stays_away() -> None:
    person = teenager()
    Guardian.objects.update(ended_at=make.NOW)
    refused(person, "guardian-missing", code="246810")
