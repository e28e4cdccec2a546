"""Registering with a helper: the person's own phone and consent, both rows or none, and the trail says who helped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.errors import DomainError, TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.account_errors import WrongCode
from redvest.registry.actions.helped_register import register_at_desk, register_with_helper
from redvest.registry.actions.volunteer import GuardianForm, VolunteerForm
from redvest.registry.choices import (
    BodyState,
    CodePurpose,
    ConsentPurpose,
    IdType,
    MembershipConsent,
    Role,
    VolunteerSource,
)
from redvest.registry.models import Account, Consent, Guardian, KioskDevice, Membership, Volunteer
from redvest.registry.person_errors import ClaimOtherPhone
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
    agreed = Consent.objects.get(volunteer=person, purpose=ConsentPurpose.REGISTRATION)
    assert agreed.read_by_id == helper.account_id


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


class TestAtADesk:
    def form(self, **given: object) -> VolunteerForm:
        whole = VolunteerForm(
            name="王桂兰", id_type=IdType.RESIDENT_CARD, id_number=registry.next_id_number(date(1950, 5, 17)),
            region_code=registry.make_region_tree().baihua.pk, domains=(registry.make_domain().key,),
            consents=frozenset({ConsentPurpose.REGISTRATION}),
        )  # fmt: skip
        return replace(whole, **given)  # type: ignore[arg-type]

    def test_who_read_when_and_which_notice_stay_with_the_consent(self) -> None:
        body = registry.make_body()
        head = registry.make_body_admin(body)
        person = register_at_desk(
            by=head, place=body, phone=sent_code(), code=CODE, form=self.form(), join=True, at=NOW
        )
        agreed = Consent.objects.get(volunteer=person, purpose=ConsentPurpose.REGISTRATION)
        assert (agreed.read_by_id, agreed.given_at, agreed.wording, agreed.given_by_guardian) == (
            head.account_id, NOW, "2026-01", False,
        )  # fmt: skip
        line = AuditLine.objects.get(verb="help_register")
        assert (line.actor_id, line.details["body"], line.details["notice"]) == (
            head.account_id, str(body.pk), "2026-01",
        )  # fmt: skip
        assert Membership.objects.get(volunteer=person, body=body).consent == MembershipConsent.INVITED

    def test_a_keeper_at_their_station_and_nobody_joins_anything(self) -> None:
        station = registry.make_station()
        account = registry.make_account()
        registry.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
        by = registry.standing_of(account)
        person = register_at_desk(
            by=by, place=station, phone=sent_code(), code=CODE, form=self.form(), join=True, at=NOW
        )
        assert AuditLine.objects.get(verb="help_register").details["station"] == str(station.pk)
        assert not Membership.objects.filter(volunteer=person).exists()

    @pytest.mark.parametrize("wrong", ["code", "consent", "body", "stranger", "leader"])
    def test_nothing_is_stored_when_anything_is_wrong(self, wrong: str) -> None:
        body = registry.make_body(state=BodyState.SUSPENDED if wrong == "body" else BodyState.ACTIVE)
        by = registry.make_body_admin(body)
        if wrong == "stranger":
            by = registry.make_body_admin(registry.make_body())
        elif wrong == "leader":
            by = registry.make_leader(body)
        form = self.form(consents=frozenset()) if wrong == "consent" else self.form()
        phone, accounts = sent_code(), Account.objects.count()
        with pytest.raises(DomainError):
            register_at_desk(
                by=by, place=body, phone=phone, code="000000" if wrong == "code" else CODE, form=form, join=True,
                at=NOW,
            )  # fmt: skip
        assert not Volunteer.objects.exists() and Account.objects.count() == accounts
        assert not Consent.objects.exists() and not AuditLine.objects.filter(verb="help_register").exists()

    def test_numbers_cannot_be_tried_without_end(self) -> None:
        body = registry.make_body()
        by = registry.make_body_admin(body)
        for _n in range(20):
            with pytest.raises(DomainError):
                register_at_desk(
                    by=by, place=body, phone=registry.next_phone(), code=CODE, form=self.form(), at=NOW
                )
        with pytest.raises(TooManyTries):
            register_at_desk(by=by, place=body, phone=sent_code(), code=CODE, form=self.form(), at=NOW)
        assert not Volunteer.objects.exists()


def test_a_keeper_who_saw_the_card_gives_an_imported_record_to_its_person(
    device: KioskDevice, settings: Any
) -> None:
    settings.REDVEST_DEMO = True
    keeper = registry.make_account(name="站长")
    registry.make_grant(account=keeper, role=Role.STATION_KEEPER, station=device.station)
    form, by = asked(device), registry.standing_of(keeper)
    old = registry.make_volunteer(
        name="王桂兰", id_number=form.id_number, phone="19807900042", with_account=False,
        source=VolunteerSource.IMPORT,
    )  # fmt: skip
    person = register_at_desk(by=by, place=device.station, phone=sent_code(), code=CODE, form=form, at=NOW)
    assert person.pk == old.pk and person.account is not None
    assert AuditLine.objects.get(verb="claim_record").details == {"proof": "id-card"}
    assert "凭身份证认领" in registry.last_text("19807900042")


def test_an_organisations_head_sees_no_card_and_gives_nothing(device: KioskDevice) -> None:
    body, head = registry.make_body(), registry.make_account()
    registry.make_grant(account=head, role=Role.BODY_ADMIN, body=body)
    form = asked(device)
    old = registry.make_volunteer(
        name="王桂兰", id_number=form.id_number, phone="19807900042", with_account=False,
        source=VolunteerSource.IMPORT,
    )  # fmt: skip
    with pytest.raises(ClaimOtherPhone):
        register_at_desk(
            by=registry.standing_of(head), place=body, phone=sent_code(), code=CODE, form=form, at=NOW
        )
    old.refresh_from_db()
    assert old.account_id is None
