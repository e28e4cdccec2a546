"""Handing in, verifying, reminding: by whom, once, and what is refused without a trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.qualification import (
    decide_qualification,
    open_proof,
    remind_expiring,
    submit_qualification,
)
from redvest.registry.choices import Role
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import OutgoingMessage, Qualification, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.qualification_errors import (
    QualificationDecided,
    QualificationProofWrong,
    QualificationReasonMissing,
    QualificationUnknown,
)
from redvest.registry.queries.qualification import qualifications_to_verify, qualified
from redvest.registry.rules.qualification import QualificationForm
from tests.factories import registry as make
from tests.factories.race import at_once

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nproof\n%%EOF\n"
NURSE = QualificationForm("nurse", "新余市卫健委", date(2020, 1, 1), make.TODAY + timedelta(30), "N-20200101")


def hand_in(person: Volunteer, **given: Any) -> Qualification:
    wanted: dict[str, Any] = {"by": make.volunteer_standing(person), "form": NURSE, "proof": PDF, **given}
    return submit_qualification(volunteer=person, at=make.NOW, **wanted)


def decide(by: Standing, found: Qualification, accept: bool = True, note: str = "") -> None:
    decide_qualification(by=by, qualification=found, accept=accept, note=note, at=make.NOW)


def test_it_counts_once_verified_and_until_its_last_day() -> None:
    person = make.make_volunteer()
    found = hand_in(person)
    assert bytes(found.number_sealed or b"").find(b"20200101") == -1 and found.number_tail == "0101"
    assert storage().read(found.proof_key) == PDF
    assert not qualified(person.pk, "nurse", make.TODAY)
    decide(make.make_centre(), found)
    last = make.TODAY + timedelta(30)
    assert qualified(person.pk, "nurse", make.TODAY) and qualified(person.pk, "nurse", last)
    assert not qualified(person.pk, "nurse", last + timedelta(1))
    assert not qualified(person.pk, "doctor", make.TODAY)


@pytest.mark.parametrize("proof", [b"", b"<html>", PDF + b"x" * (5 * 1024 * 1024), b"%PDF-1.7 cut"])
def test_what_is_no_paper_is_refused(proof: bytes) -> None:
    with pytest.raises(QualificationProofWrong):
        hand_in(make.make_volunteer(), proof=proof)
    assert not Qualification.objects.exists()


def test_nobody_hands_one_in_for_somebody_else() -> None:
    with pytest.raises(NotTheGuardian):
        hand_in(make.make_volunteer(), by=make.volunteer_standing(make.make_volunteer()))
    assert not Qualification.objects.exists()


def test_an_organisation_verifies_its_own_members_and_nobody_else() -> None:
    person, body, other = make.make_volunteer(), make.make_body(), make.make_body(name="别的队")
    from_body = make.make_body_admin(body)
    body.memberships.create(city=body.city, volunteer=person, joined_on=make.TODAY)
    found = hand_in(person)
    for by in (make.make_body_admin(other), make.make_member(), make.volunteer_standing(person)):
        assert not qualifications_to_verify(by).exists()
        with pytest.raises(NotAllowed):
            decide(by, found)
    found.refresh_from_db()
    assert found.state == "submitted" and found.decided_by is None
    assert qualifications_to_verify(from_body).get() == found
    decide(from_body, found)
    found.refresh_from_db()
    assert found.state == "verified" and found.decided_by_id == from_body.account_id


def test_an_officer_does_not_verify_their_own() -> None:
    officer = make.make_volunteer()
    assert officer.account is not None
    make.make_grant(account=officer.account, role=Role.CENTRE, region=make.make_region_tree().city)
    by = make.standing_of(officer.account)
    found = hand_in(officer, by=by)
    with pytest.raises(NotAllowed):
        decide(by, found)
    assert not qualifications_to_verify(by).exists()


def test_a_refusal_needs_a_reason_and_is_final() -> None:
    centre, found = make.make_centre(), hand_in(make.make_volunteer())
    with pytest.raises(QualificationReasonMissing):
        decide(centre, found, accept=False)
    decide(centre, found, accept=False, note="照片看不清")
    with pytest.raises(QualificationDecided):
        decide(centre, found)
    found.refresh_from_db()
    assert (found.state, found.note) == ("refused", "照片看不清")


@pytest.mark.django_db(transaction=True)
def test_of_two_deciding_at_once_one_does() -> None:
    centre, found = make.make_centre(), hand_in(make.make_volunteer())
    outcomes = at_once(lambda: decide(centre, found), lambda: decide(centre, found, False, "看不清"))
    assert sum(isinstance(each, QualificationDecided) for each in outcomes) == 1
    assert AuditLine.objects.filter(verb="decide_qualification").count() == 1


def test_the_paper_is_for_who_is_in_charge_and_each_look_leaves_a_line() -> None:
    found = hand_in(make.make_volunteer())
    with pytest.raises(QualificationUnknown):
        open_proof(by=make.make_member(), qualification=found, at=make.NOW)
    assert not AuditLine.objects.filter(verb="open_proof").exists()
    assert open_proof(by=make.make_centre(), qualification=found, at=make.NOW) == PDF
    assert AuditLine.objects.filter(verb="open_proof").count() == 1


def test_a_minors_paper_asks_staff_for_a_reason() -> None:
    found = hand_in(make.make_volunteer(birth_on=date(2010, 1, 1)))
    with pytest.raises(DomainError):
        open_proof(by=make.make_centre(), qualification=found, at=make.NOW)


def test_the_reminder_goes_out_exactly_once(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    found = hand_in(make.make_volunteer())
    assert remind_expiring(city=make.CITY, at=make.NOW) == 0
    decide(make.make_centre(), found)
    assert remind_expiring(city=make.CITY, at=make.NOW - timedelta(days=1)) == 0
    assert [remind_expiring(city=make.CITY, at=make.NOW) for _ in range(3)] == [1, 0, 0]
    assert OutgoingMessage.objects.filter(text__contains="护士执业证书").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_one_reminder() -> None:
    decide(make.make_centre(), hand_in(make.make_volunteer()))
    told = at_once(*[lambda: remind_expiring(city=make.CITY, at=make.NOW)] * 2)
    assert sorted(told, key=str) == [0, 1]
