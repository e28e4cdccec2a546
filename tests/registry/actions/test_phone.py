"""Changing one's phone: two proofs, one move, the old phone told, every session over; a refusal changes nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.account_errors import PhoneTaken, WrongCode
from redvest.registry.actions.account import issue_token
from redvest.registry.actions.phone import change_phone, send_phone_codes
from redvest.registry.actions.second_factor import make_recovery_codes
from redvest.registry.choices import CodePurpose, PhoneProof, Role
from redvest.registry.models import Account, ApiToken, Guardian, Volunteer
from redvest.registry.phone_errors import OldPhoneCodeWrong, PhoneProofWeak, PhoneProofWrong, PhoneSame
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import children_of
from redvest.registry.second_factor_errors import SecondFactorWrong
from tests.factories import registry as make
from tests.factories.race import at_once

pytestmark = pytest.mark.django_db
OLD, NEW = "19907901111", "19907902222"


def somebody(number: str = "") -> tuple[Volunteer, Standing]:
    person = make.make_volunteer(phone=OLD, id_number=number or None)
    return person, make.volunteer_standing(person)


def move(by: Standing, proof: PhoneProof, typed: str, *, phone: str = NEW, code: str = "246810") -> None:
    change_phone(by=by, phone=phone, code=code, proof=proof, typed=typed, at=make.NOW)


def unchanged(by: Standing) -> bool:
    account = Account.objects.get(pk=by.account_id)
    quiet = not AuditLine.objects.filter(verb="change_phone").exists()
    return (account.phone_tail, account.session_epoch) == (OLD[-4:], 0) and quiet


def test_by_the_old_phone(settings: Any) -> None:
    settings.REDVEST_DEMO = True
    person, by = somebody()
    account = Account.objects.get(pk=by.account_id)
    issue_token(account=account, at=make.NOW)
    make.make_code(OLD, CodePurpose.OLD_PHONE, code="135790")
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    with pytest.raises(OldPhoneCodeWrong):
        move(by, PhoneProof.OLD, "000000")
    with pytest.raises(WrongCode):
        move(by, PhoneProof.OLD, "135790", code="000000")
    assert unchanged(by)

    move(by, PhoneProof.OLD, "135790")

    account.refresh_from_db()
    person.refresh_from_db()
    assert bytes(account.phone_hash) == bytes(person.phone_hash or b"") == secret.phone_hash(NEW)
    assert (account.session_epoch, person.phone_tail, NEW[-4:] in person.search) == (1, "2222", True)
    assert not ApiToken.objects.exists()
    assert "尾号 2222" in make.last_text(OLD)
    assert AuditLine.objects.get(verb="change_phone").details == {"proof": "old"}


def test_by_a_recovery_code_and_not_by_a_wrong_one() -> None:
    _, by = somebody()
    code = make_recovery_codes(by=by, at=make.NOW)[0]
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    with pytest.raises(SecondFactorWrong):
        move(by, PhoneProof.FACTOR, "AAAA-BBBB")
    assert unchanged(by)
    move(by, PhoneProof.FACTOR, code)
    assert not unchanged(by)


def test_by_the_id_number_but_not_with_power_over_others() -> None:
    number = make.next_id_number()
    person, by = somebody(number)
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    with pytest.raises(PhoneProofWrong):
        move(by, PhoneProof.ID, make.next_id_number())
    grant = make.make_grant(
        account=person.account, role=Role.INSPECTOR, region=make.make_region_tree().yushui  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(PhoneProofWeak):
        move(by, PhoneProof.ID, number)
    assert unchanged(by)
    grant.delete()
    move(by, PhoneProof.ID, number)
    assert not unchanged(by)


def test_neither_the_same_phone_nor_somebody_elses_nor_without_end() -> None:
    number = make.next_id_number()
    _, by = somebody(number)
    with pytest.raises(PhoneSame):
        send_phone_codes(by=by, phone=OLD, proof=PhoneProof.OLD, at=make.NOW)
    with pytest.raises(PhoneSame):
        move(by, PhoneProof.ID, number, phone=OLD)
    make.make_account(phone=NEW)
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    with pytest.raises(PhoneTaken):
        move(by, PhoneProof.ID, number)
    for _ in range(8):
        with pytest.raises(PhoneProofWrong):
            move(by, PhoneProof.ID, make.next_id_number())
    with pytest.raises(TooManyTries):
        move(by, PhoneProof.ID, number)
    assert unchanged(by)


def test_the_children_stay_ones_own() -> None:
    number = make.next_id_number()
    _, by = somebody(number)
    child = make.make_volunteer(with_account=False, birth_on=make.TODAY - timedelta(days=4000))
    kept = secret.keep_phone(OLD, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child, name="李明霞", relation="母亲", phone_sealed=kept.sealed, phone_hash=kept.hash,
        phone_tail=kept.tail, agreed_at=make.NOW,
    )  # fmt: skip
    assert children_of(by, make.NOW) == [child]
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    move(by, PhoneProof.ID, number)
    assert children_of(by, make.NOW) == [child]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_phone_one_gets_it() -> None:
    numbers = [make.next_id_number(), make.next_id_number()]
    both = [make.volunteer_standing(make.make_volunteer(id_number=each)) for each in numbers]
    make.make_code(NEW, CodePurpose.NEW_PHONE)
    works = [partial(move, by, PhoneProof.ID, number) for by, number in zip(both, numbers, strict=True)]
    got = at_once(*works)
    assert sorted(each is None for each in got) == [False, True]
    assert Account.objects.filter(phone_hash=secret.phone_hash(NEW)).count() == 1
    assert AuditLine.objects.filter(verb="change_phone").count() == 1
