"""A guardian acts for a child: registers, agrees, takes back, corrects; and stops at the eighteenth birthday."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.actions.child import correct_child, register_child
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.actions.recipient import allow_recipient
from redvest.registry.actions.volunteer import VolunteerForm, register_volunteer
from redvest.registry.choices import ConsentPurpose, IdType, VolunteerState
from redvest.registry.guardian_errors import ChildGrownUp, NotTheGuardian
from redvest.registry.models import Account, Consent, Guardian, RecipientConsent, Volunteer
from redvest.registry.queries.guardian import acts_for, children_of
from redvest.registry.registration_errors import AlreadyRegistered
from redvest.service.actions.portability import take_copy
from tests.factories import registry as make
from tests.factories.race import at_once

pytestmark = pytest.mark.django_db
ALL = frozenset({ConsentPurpose.REGISTRATION, ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA})
BORN = date(2016, 5, 1)


def form(**given: Any) -> VolunteerForm:
    make.make_domain()
    wanted: dict[str, Any] = {
        "name": "李小雨", "id_type": IdType.RESIDENT_CARD, "id_number": make.next_id_number(BORN), "sex": None,
        "birth_on": None, "region_code": make.make_region_tree().baihua.code, "domains": ("xinyu:02",), "skills": "",
        "consents": ALL, "guardian": None,
    }  # fmt: skip
    return VolunteerForm(**{**wanted, **given})


def parent() -> Account:
    return make.make_account(name="李建国")


def registered(account: Account, **given: Any) -> Volunteer:
    by = make.standing_of(account)
    return register_child(by=by, form=form(**given), relation="父亲", at=make.NOW)


def live(child: Volunteer) -> set[tuple[str, bool]]:
    found = Consent.objects.filter(volunteer=child, withdrawn_at=None)
    return set(found.values_list("purpose", "given_by_guardian"))


def test_a_child_comes_onto_the_register_by_the_guardian_alone() -> None:
    account = parent()
    child = registered(account)
    assert child.account is None and child.phone_hash is None
    assert child.state == VolunteerState.ACTIVE
    assert live(child) == {(purpose.value, True) for purpose in ALL}
    assert Guardian.objects.get(volunteer=child).agreed_at == make.NOW
    assert AuditLine.objects.get(verb="register_child").actor_id == account.pk
    assert [each.pk for each in children_of(make.standing_of(account), make.NOW)] == [child.pk]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"consents": ALL - {ConsentPurpose.GUARDIAN}}, "guardian-code-needed"),
        ({"consents": ALL - {ConsentPurpose.REGISTRATION}}, "consent-missing"),
        ({"consents": ALL - {ConsentPurpose.MINOR_DATA}}, "minor-data-consent-missing"),
        ({"id_number": "360502199005170020"}, None),
        ({"domains": ()}, "domains-wrong"),
    ],
)
def test_what_is_refused_leaves_nothing(wrong: dict[str, Any], code: str | None) -> None:
    account = parent()
    with pytest.raises(DomainError) as refused:
        registered(account, **wrong)
    assert code is None or refused.value.code == code
    assert not Volunteer.objects.exists() and not Guardian.objects.exists() and not Consent.objects.exists()


def test_an_adult_and_a_toddler_are_no_children_to_register() -> None:
    account = parent()
    with pytest.raises(ChildGrownUp):
        registered(account, id_number=make.next_id_number(date(1990, 1, 1)))
    with pytest.raises(DomainError):
        registered(account, id_number=make.next_id_number(date(2024, 1, 1)))
    assert not Volunteer.objects.exists()


def test_one_record_a_child_also_between_two_parents() -> None:
    child = registered(parent(), id_number=make.next_id_number(BORN))
    number = make.next_id_number(BORN)
    registered(parent(), id_number=number, name="李小雪")
    with pytest.raises(AlreadyRegistered):
        registered(parent(), id_number=number, name="李小雪")
    assert Volunteer.objects.count() == 2 and Guardian.objects.filter(volunteer=child).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_record() -> None:
    account, wanted = parent(), form()
    by = make.standing_of(account)

    def once() -> None:
        register_child(by=by, form=wanted, relation="母亲", at=make.NOW)

    outcomes = at_once(once, once)
    assert sum(isinstance(each, AlreadyRegistered) for each in outcomes) == 1
    assert Volunteer.objects.count() == Guardian.objects.count() == 1


def test_the_guardian_takes_back_and_gives_again_and_the_state_follows() -> None:
    account = parent()
    child, by = registered(account), make.standing_of(account)
    withdraw_consent(by=by, volunteer=child, purpose=ConsentPurpose.GUARDIAN, at=make.NOW)
    child.refresh_from_db()
    assert child.state == VolunteerState.PENDING_GUARDIAN
    give_consent(by=by, volunteer=child, purpose=ConsentPurpose.GUARDIAN, at=make.NOW)
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE
    assert set(AuditLine.objects.filter(verb__endswith="_consent").values_list("actor_id", flat=True)) == {
        account.pk
    }


def test_the_guardian_corrects_shares_and_takes_the_copy() -> None:
    account = parent()
    child, by = registered(account), make.standing_of(account)
    code = make.make_region_tree().baihua.code
    correct_child(by=by, child=child, region_code=code, domains=("xinyu:02",), skills="会画画", at=make.NOW)
    child.refresh_from_db()
    assert child.skills == "会画画"
    until = make.TODAY + timedelta(days=30)
    allow_recipient(
        by=by, volunteer=child, recipient="新余四中", purpose="评优", expires_on=until, at=make.NOW
    )
    assert RecipientConsent.objects.get().volunteer_id == child.pk
    assert take_copy(by=by, volunteer=child, at=make.NOW).startswith(b"PK")


def test_nobody_else_acts_for_the_child() -> None:
    child = registered(parent())
    before = live(child)
    for by in (
        make.standing_of(parent()),
        make.make_centre(),
        make.volunteer_standing(make.make_volunteer()),
    ):
        assert not acts_for(by, child.pk, make.NOW)
        with pytest.raises(NotTheGuardian):
            withdraw_consent(by=by, volunteer=child, purpose=ConsentPurpose.GUARDIAN, at=make.NOW)
        with pytest.raises(NotTheGuardian):
            correct_child(by=by, child=child, region_code="", domains=(), skills="改了", at=make.NOW)
        with pytest.raises(NotTheGuardian):
            take_copy(by=by, volunteer=child, at=make.NOW)
    child.refresh_from_db()
    assert live(child) == before and child.skills == ""


@pytest.mark.parametrize(("days", "acts"), [(-1, True), (0, False), (1, False)])
def test_the_bond_ends_with_the_eighteenth_birthday(days: int, acts: bool) -> None:
    account = parent()
    child = registered(account)
    moment = datetime(2034, 5, 1, 12, tzinfo=make.NOW.tzinfo) + timedelta(days=days)
    assert acts_for(make.standing_of(account), child.pk, moment) is acts


def test_grown_up_the_child_takes_the_record_over_by_an_account_of_their_own() -> None:
    number, account = make.next_id_number(BORN), parent()
    child = registered(account, id_number=number)
    own = make.make_account(name="李小雨")
    later = datetime(2034, 5, 2, 12, tzinfo=make.NOW.tzinfo)
    wanted = form(id_number=number, consents=frozenset({ConsentPurpose.REGISTRATION}))
    taken = register_volunteer(by=make.standing_of(own), form=wanted, at=later)
    assert taken.pk == child.pk and taken.account_id == own.pk
    assert not acts_for(make.standing_of(account), child.pk, later)
