"""Registering with a helper: the person's own phone and consent, both rows or none, and the trail says who helped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from redvest.core.errors import DomainError, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.helped_register import register_with_helper
from redvest.registry.actions.volunteer import GuardianForm, VolunteerForm
from redvest.registry.choices import CodePurpose, ConsentPurpose, IdType
from redvest.registry.errors import WrongCode
from redvest.registry.models import Account, Consent, Guardian, KioskDevice, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.actions.test_kiosk import paired

pytestmark = pytest.mark.django_db
CODE = "135790"


@pytest.fixture
def device() -> KioskDevice:
    return KioskDevice.objects.select_related("station__region").get(pk=paired(registry.make_station())[0].pk)


@pytest.fixture
def helper() -> Standing:
    return registry.volunteer_standing(registry.make_volunteer(name="陈小梅"))


def asked(device: KioskDevice, *, born: date = date(1950, 5, 17)) -> VolunteerForm:
    return VolunteerForm(
        name="王桂兰",
        id_type=IdType.RESIDENT_CARD,
        id_number=registry.next_id_number(born),
        region_code=device.station.region.pk,
        domains=(registry.make_domain().key,),
        consents=frozenset({ConsentPurpose.REGISTRATION}),
    )


def sent_code(purpose: CodePurpose = CodePurpose.REGISTER) -> str:
    phone = registry.next_phone()
    registry.make_code(phone, purpose, code=CODE, at=NOW)
    return phone


def register(
    device: KioskDevice, by: Standing, phone: str, form: VolunteerForm, code: str = CODE
) -> Volunteer:
    return register_with_helper(by=by, device=device, phone=phone, code=code, form=form, at=NOW)


def test_the_person_gets_an_account_and_a_record_and_the_trail_says_who_helped(
    device: KioskDevice, helper: Standing
) -> None:
    person = register(device, helper, sent_code(), asked(device))
    assert person.account is not None and person.account.name == "王桂兰"
    assert person.account_id != helper.account_id
    line = AuditLine.objects.get(verb="help_register")
    assert (line.target_id, line.details["kiosk"]) == (str(person.pk), str(device.pk))
    assert Consent.objects.filter(volunteer=person, purpose=ConsentPurpose.REGISTRATION).exists()


def test_no_password_that_anybody_knows_is_set(device: KioskDevice, helper: Standing) -> None:
    first, second = (register(device, helper, sent_code(), asked(device)).account for _n in range(2))
    assert first is not None and second is not None
    assert first.password != second.password and not first.check_password("")


@pytest.mark.parametrize("wrong", ["code", "consent", "id", "domains", "purpose"])
def test_when_anything_is_wrong_there_is_neither(device: KioskDevice, helper: Standing, wrong: str) -> None:
    people, accounts = Volunteer.objects.count(), Account.objects.count()
    form = asked(device)
    phone = sent_code(CodePurpose.SIGN_IN if wrong == "purpose" else CodePurpose.REGISTER)
    if wrong == "consent":
        form = replace(form, consents=frozenset())
    elif wrong == "id":
        form = replace(form, id_number="110101199001011234")
    elif wrong == "domains":
        form = replace(form, domains=())
    with pytest.raises(DomainError):
        register(device, helper, phone, form, "000000" if wrong == "code" else CODE)
    assert (Volunteer.objects.count(), Account.objects.count()) == (people, accounts)
    assert not AuditLine.objects.filter(verb="help_register").exists()


def test_a_code_stays_good_when_something_else_was_wrong(device: KioskDevice, helper: Standing) -> None:
    phone = sent_code()
    with pytest.raises(DomainError):
        register(device, helper, phone, replace(asked(device), consents=frozenset()))
    assert register(device, helper, phone, asked(device)).name == "王桂兰"
    with pytest.raises((WrongCode, DomainError)):
        register(device, helper, phone, asked(device))


def test_a_child_needs_a_guardian_whose_own_phone_agrees(device: KioskDevice, helper: Standing) -> None:
    child = replace(asked(device, born=NOW.date() - timedelta(days=15 * 365)), name="王小宝")
    phone = sent_code()
    with pytest.raises(DomainError):
        register(device, helper, phone, child)
    guardian = GuardianForm(name="王大力", relation="父亲", phone=sent_code(CodePurpose.GUARDIAN), code=CODE)
    agreed = frozenset({ConsentPurpose.REGISTRATION, ConsentPurpose.GUARDIAN})
    person = register(device, helper, phone, replace(child, guardian=guardian, consents=agreed))
    assert Guardian.objects.get(volunteer=person).name == "王大力"


def test_a_screen_alone_registers_nobody(device: KioskDevice) -> None:
    with pytest.raises(Unauthenticated):
        register(device, GUEST_STANDING(device.city), sent_code(), asked(device))
    assert not Volunteer.objects.exists()
