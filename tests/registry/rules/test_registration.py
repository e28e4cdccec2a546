"""What a registration has to contain, without a database: identity, age, guardian, consents, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from redvest.registry.choices import ConsentPurpose, IdType, Sex
from redvest.registry.guardian_errors import GuardianMissing, GuardianPhoneOwn
from redvest.registry.identity_errors import (
    BirthDateMissing,
    BirthDateWrong,
    IdTypeUnknown,
    NameMissing,
    SexMissing,
)
from redvest.registry.registration_errors import ConsentMissing, MinorDataConsentMissing, TooYoung
from redvest.registry.rules.age import AgeGates
from redvest.registry.rules.identity_number import IdentityNumberFault, check_character
from redvest.registry.rules.phone import PhoneFault
from redvest.registry.rules.registration import (
    GuardianForm,
    Registration,
    VolunteerForm,
    check_registration,
    given_by_guardian,
)
from redvest.registry.rules.search_terms import body_terms, volunteer_terms

TODAY = date(2026, 3, 5)
OWN = "13900001111"
GUARDIAN = GuardianForm(name=" 李 建国 ", relation=" 父亲 ", phone="+86 13900002222", code="246810")
REGISTRATION = frozenset({ConsentPurpose.REGISTRATION})
FORM = VolunteerForm(
    name="李 明霞",
    id_type="resident-card",
    id_number="11010519491231002x",
    region_code="360502001001",
    domains=("xinyu:02",),
    consents=REGISTRATION,
)
FOREIGN = replace(FORM, id_type="passport", id_number="E12345678", sex="male", birth_on=date(1990, 1, 1))


def check(form: VolunteerForm, gates: AgeGates | None = None) -> Registration:
    return check_registration(form, gates=gates or AgeGates(), max_age=150, own_phone=OWN, on=TODAY)


def born(day: date, **given: Any) -> VolunteerForm:
    body = f"110105{day:%Y%m%d}002"
    return replace(FORM, id_number=body + check_character(body), **given)


def test_the_card_tells_sex_and_birth_date() -> None:
    checked = check(FORM)

    assert (checked.name, checked.id_number) == ("李明霞", "11010519491231002X")
    assert (checked.id_type, checked.sex, checked.birth_on) == (
        IdType.RESIDENT_CARD, Sex.FEMALE, date(1949, 12, 31),
    )  # fmt: skip
    assert checked.guardian is None
    assert checked.consents == REGISTRATION


def test_what_is_typed_may_repeat_the_card_but_not_contradict_it() -> None:
    assert check(replace(FORM, sex="female", birth_on=date(1949, 12, 31))).sex is Sex.FEMALE
    with pytest.raises(BirthDateWrong):
        check(replace(FORM, birth_on=date(1949, 12, 30)))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"name": ""}, NameMissing),
        ({"id_type": "library-card"}, IdTypeUnknown),
        ({"id_number": ""}, IdentityNumberFault),
        ({"sex": "other"}, SexMissing),
        ({"sex": None}, SexMissing),
        ({"birth_on": None}, BirthDateMissing),
        ({"birth_on": date(1870, 1, 1)}, BirthDateWrong),
        ({"birth_on": date(2026, 3, 6)}, BirthDateWrong),
        ({"consents": frozenset()}, ConsentMissing),
    ],
)
def test_a_passport_leaves_sex_and_birth_date_to_the_person(given: Any, fault: Any) -> None:
    assert check(FOREIGN).birth_on == date(1990, 1, 1)
    with pytest.raises(fault):
        check(replace(FOREIGN, **given))


@pytest.mark.parametrize(
    ("day", "fault"),
    [(date(2020, 3, 6), TooYoung), (date(2020, 3, 5), GuardianMissing), (date(2008, 3, 6), GuardianMissing)],
)
def test_gates_are_met_on_birthdays(day: date, fault: Any) -> None:
    with pytest.raises(fault):
        check(born(day))


def test_a_city_may_have_other_gates() -> None:
    assert check(born(date(2009, 1, 1)), AgeGates(guardian_consent_under=16)).guardian is None
    with pytest.raises(TooYoung) as refused:
        check(born(date(2015, 1, 1)), AgeGates(min_age=12))
    assert "12" in refused.value.message


def test_the_guardian_comes_back_in_one_spelling() -> None:
    checked = check(born(date(2010, 1, 1), guardian=GUARDIAN))

    assert checked.guardian == GuardianForm("李建国", "父亲", "13900002222", "246810")
    assert checked.consents == {ConsentPurpose.REGISTRATION, ConsentPurpose.GUARDIAN}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"phone": OWN}, GuardianPhoneOwn),
        ({"phone": "+86 139 0000 1111"}, GuardianPhoneOwn),
        ({"phone": "12"}, PhoneFault),
        ({"relation": ""}, GuardianMissing),
        ({"name": ""}, GuardianMissing),
    ],
)
def test_a_guardian_is_somebody_else_with_a_phone(given: Any, fault: Any) -> None:
    with pytest.raises(fault):
        check(born(date(2010, 1, 1), guardian=replace(GUARDIAN, **given)))


def test_a_small_childs_data_need_their_own_consent() -> None:
    with pytest.raises(MinorDataConsentMissing):
        check(born(date(2013, 1, 1), guardian=GUARDIAN))

    agreed = REGISTRATION | {ConsentPurpose.MINOR_DATA}
    checked = check(born(date(2013, 1, 1), guardian=replace(GUARDIAN, phone=OWN), consents=agreed))
    assert checked.consents == agreed | {ConsentPurpose.GUARDIAN}
    assert all(given_by_guardian(purpose, checked.verdict) for purpose in ConsentPurpose)


def test_an_adult_cannot_tick_a_guardians_box() -> None:
    ticked = REGISTRATION | {ConsentPurpose.GUARDIAN, ConsentPurpose.MINOR_DATA}

    assert check(replace(FORM, consents=ticked)).consents == REGISTRATION


def test_by_which_words_people_and_bodies_are_found() -> None:
    assert {"李", "明霞", "li", "ming", "limingxia", "lmx", "360512345678", "1111"} <= set(
        volunteer_terms("李明霞", "360512345678", "1111")
    )
    assert {"ouyang", "mingxia", "yangming"} <= set(volunteer_terms("欧阳明霞", "360512345678"))
    assert {"暖阳", "ny", "xy01"} <= set(body_terms("暖阳", "XY01"))
