"""Qualifications at their edges: guardians, what ends when, who verifies, and what one row shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.qualification import (
    decide_qualification,
    open_proof,
    remind_expiring,
    submit_qualification,
)
from redvest.registry.choices import QualificationState, Role
from redvest.registry.guardian_errors import NotTheGuardian
from redvest.registry.models import Account, OutgoingMessage, Qualification, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.qualification_errors import (
    QualificationDecided,
    QualificationReasonMissing,
    QualificationUnknown,
    QualificationWrong,
)
from redvest.registry.queries.qualification import (
    own_qualification,
    qualification_row,
    qualifications_of,
    qualifications_to_verify,
    qualified,
)
from tests.factories import registry as make
from tests.registry.actions.test_child import registered
from tests.registry.actions.test_qualification import NURSE, PDF, decide, hand_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def parent() -> Account:
    return make.make_account(name="李建国")


def for_child(child: Volunteer, by: Standing) -> Qualification:
    return submit_qualification(by=by, volunteer=child, form=NURSE, proof=PDF, at=make.NOW)


def verified(person: Volunteer, **form: Any) -> Qualification:
    found = hand_in(person, form=replace(NURSE, **form))
    decide(make.make_centre(), found)
    return found


def test_a_guardian_hands_in_and_reads_a_childs_until_it_is_grown_up(parent: Account) -> None:
    child, by = registered(parent), make.standing_of(parent)
    found = for_child(child, by)
    assert own_qualification(by, found.pk, make.NOW) == found
    assert open_proof(by=by, qualification=found, at=make.NOW) == PDF
    grown = make.NOW + timedelta(days=366 * 9)
    with pytest.raises(QualificationUnknown):
        own_qualification(by, found.pk, grown)
    with pytest.raises(QualificationUnknown):
        open_proof(by=by, qualification=found, at=grown)
    with pytest.raises(NotTheGuardian):
        for_child(child, make.standing_of(make.make_account()))
    assert Qualification.objects.count() == 1


def test_a_guardian_who_is_an_officer_does_not_verify_the_childs() -> None:
    account = make.make_account(name="李建国")
    child = registered(account)
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    by = make.standing_of(account)
    found = for_child(child, by)
    with pytest.raises(NotAllowed):
        decide(by, found)
    found.refresh_from_db()
    assert found.state == QualificationState.SUBMITTED and found.decided_at is None
    decide(make.make_centre(), found)
    assert qualified(child.pk, "nurse", make.TODAY)


def test_a_refused_one_never_counts_and_stays_in_the_list_with_the_reason() -> None:
    person = make.make_volunteer()
    found = hand_in(person)
    decide(make.make_centre(), found, accept=False, note=" 照片  看不清 ")
    assert not qualified(person.pk, "nurse", make.TODAY)
    again = hand_in(person)
    assert {each.pk for each in qualifications_of(person.pk)} == {found.pk, again.pk}
    found.refresh_from_db()
    row = qualification_row(found, make.TODAY)
    assert (row["state"], row["note"], row["ended"]) == ("refused", "照片 看不清", False)


@pytest.mark.parametrize("note", ["", " ", "糊", " 糊 "])
def test_a_refusal_without_a_reason_changes_nothing(note: str) -> None:
    found = hand_in(make.make_volunteer())
    with pytest.raises(QualificationReasonMissing):
        decide(make.make_centre(), found, accept=False, note=note)
    found.refresh_from_db()
    assert (found.state, found.decided_by) == (QualificationState.SUBMITTED, None)
    assert not AuditLine.objects.filter(verb="decide_qualification").exists()


def test_what_was_verified_cannot_be_refused_later() -> None:
    found = verified(make.make_volunteer())
    with pytest.raises(QualificationDecided):
        decide(make.make_centre(), found, accept=False, note="看错了")
    assert qualified(found.volunteer_id, "nurse", make.TODAY)


def test_one_without_an_end_counts_for_good_and_reminds_nobody(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    person = make.make_volunteer()
    found = verified(person, expires_on=None)
    assert qualified(person.pk, "nurse", date(2099, 1, 1))
    assert not qualified(person.pk, "nurse", found.issued_on - DAY)
    assert remind_expiring(city=make.CITY, at=make.NOW) == 0
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(("ahead", "told"), [(-1, 0), (0, 1), (30, 1), (31, 0)])
def test_a_reminder_is_due_from_thirty_days_to_the_last_day(ahead: int, told: int) -> None:
    found = verified(make.make_volunteer(), expires_on=make.TODAY + ahead * DAY)
    assert remind_expiring(city="410800", at=make.NOW) == 0
    assert remind_expiring(city=make.CITY, at=make.NOW) == told
    found.refresh_from_db()
    assert (found.reminded_at is not None) is bool(told)


def test_a_childs_reminder_goes_to_the_guardian(parent: Account, settings: Any) -> None:
    child = registered(parent)
    decide(make.make_centre(), for_child(child, make.standing_of(parent)))
    settings.REDVEST_DEMO = True
    assert remind_expiring(city=make.CITY, at=make.NOW) == 1
    assert OutgoingMessage.objects.get().phone_tail == parent.phone_tail


@pytest.mark.parametrize(
    ("number", "shown"), [("", ""), ("12", ""), ("1234", ""), ("12345", "····2345"), ("ab 123", "····B123")]
)
def test_a_row_shows_the_end_of_a_number_that_has_more(number: str, shown: str) -> None:
    found = hand_in(make.make_volunteer(), form=replace(NURSE, number=number))
    row = qualification_row(found, make.TODAY)
    assert row["number"] == shown and (found.number_sealed is None) is (not number)


def test_a_row_says_that_it_ended_on_the_day_after() -> None:
    found = verified(make.make_volunteer(), expires_on=make.TODAY)
    found.refresh_from_db()
    assert [qualification_row(found, make.TODAY + days * DAY)["ended"] for days in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    "wrong", [{"kind": "pilot"}, {"issued_on": make.TODAY + DAY}, {"expires_on": date(2019, 1, 1)}]
)
def test_a_form_that_is_none_stores_no_paper(wrong: dict[str, Any]) -> None:
    person = make.make_volunteer()
    with pytest.raises(QualificationWrong):
        hand_in(person, form=replace(NURSE, **wrong))
    assert not Qualification.objects.exists() and not AuditLine.objects.exists()
    kept = hand_in(person)
    assert storage().read(kept.proof_key) == PDF and str(person.pk) not in kept.proof_key


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_is_of_ones_own_place_the_oldest_first(count: int, django_assert_num_queries: Any) -> None:
    people = [make.make_volunteer() for _n in range(count)]
    made = [hand_in(each) for each in people]
    hand_in(make.make_volunteer(region=make.make_region_tree().qiandong))
    by = make.make_officer()
    with django_assert_num_queries(1):
        found = [(each.pk, each.volunteer.name) for each in qualifications_to_verify(by)]
    assert found == [(each.pk, "李明霞") for each in made]
    decide_qualification(by=by, qualification=made[0], accept=True, note="", at=make.NOW)
    assert qualifications_to_verify(by).count() == count - 1
