"""An organisation's application: all that is missing at once, and a credit code where the kind has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.body_errors import BodyIncomplete, BodyKindUnknown, ContactPhoneWrong, FoundedOnWrong
from redvest.registry.body_fact_errors import CapacityWrong, ParentAndLiaison
from redvest.registry.profile_errors import DomainsWrong
from redvest.registry.rules.body import MOST_PEOPLE, BodyForm, check_body, check_capacity, check_contact
from redvest.registry.rules.credit_code import CreditCodeFault

TODAY = date(2026, 3, 5)
KINDS = frozenset({"civic", "party"})
FORM = BodyForm(
    name="暖阳志愿服务队",
    kind="registered",
    team_kind="civic",
    region_code="360502",
    responsible_name="周建国",
    contact_name="陈小梅",
    contact_phone="0790-6440000",
    credit_code="91350100M000100Y43",
)
TEAM = replace(FORM, kind="consented-team", credit_code="", consenting_unit="百花湖社区居民委员会")


def test_a_full_form_comes_back_in_one_spelling() -> None:
    typed = replace(FORM, name="  暖阳   志愿服务队 ", credit_code="９１３５０１００m000100y43")

    checked = check_body(typed, TODAY, team_kinds=KINDS)

    assert (checked.name, checked.credit_code) == ("暖阳 志愿服务队", "91350100M000100Y43")


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(BodyIncomplete) as refused:
        check_body(replace(FORM, name=" ", responsible_name="", contact_phone=""), TODAY, team_kinds=KINDS)

    assert refused.value.details["missing"] == ["name", "responsible_name", "contact_phone"]
    assert refused.value.message == "还缺这几项：组织名称、负责人、公开联系电话。"


def test_a_team_exists_by_the_consent_of_a_unit() -> None:
    assert check_body(TEAM, TODAY, team_kinds=KINDS).consenting_unit == "百花湖社区居民委员会"
    with pytest.raises(BodyIncomplete) as refused:
        check_body(replace(TEAM, consenting_unit=""), TODAY, team_kinds=KINDS)
    assert refused.value.details["missing"] == ["consenting_unit"]


def test_a_team_keeps_no_credit_code() -> None:
    assert (
        check_body(replace(TEAM, credit_code="91350100M000100Y43"), TODAY, team_kinds=KINDS).credit_code == ""
    )


@pytest.mark.parametrize("kind", ["registered", "legal-person"])
@pytest.mark.parametrize("code", ["", "91350100M000100Y44", "1234"])
def test_a_legal_body_needs_a_right_credit_code(kind: str, code: str) -> None:
    with pytest.raises(CreditCodeFault):
        check_body(replace(FORM, kind=kind, credit_code=code), TODAY, team_kinds=KINDS)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"kind": "club"}, BodyKindUnknown),
        ({"team_kind": ""}, BodyKindUnknown),
        ({"contact_phone": "请加微信"}, ContactPhoneWrong),
        ({"contact_phone": "12345"}, ContactPhoneWrong),
        ({"founded_on": date(2026, 3, 6)}, FoundedOnWrong),
        ({"name": "队" * 81}, BodyIncomplete),
        ({"address": "路" * 121}, BodyIncomplete),
        ({"domains": ("a", "b", "c", "d", "e")}, DomainsWrong),
        ({"domains": ("a", "a")}, DomainsWrong),
    ],
)
def test_what_is_wrong_is_refused(wrong: dict[str, Any], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        check_body(replace(FORM, **wrong), TODAY, team_kinds=KINDS)


@pytest.mark.parametrize(
    "phone", ["13900001111", "0790-6440000", "(0790) 6440000", "400 800 1234", "0790-6440000转8"]
)
def test_ways_to_write_a_public_phone(phone: str) -> None:
    assert check_body(replace(FORM, contact_phone=phone), TODAY, team_kinds=KINDS).contact_phone == phone


def test_every_kind_of_team_that_the_data_knows_and_no_other() -> None:
    assert check_body(replace(FORM, team_kind="party"), TODAY, team_kinds=KINDS).team_kind == "party"
    with pytest.raises(BodyKindUnknown):
        check_body(replace(FORM, team_kind="veteran"), TODAY, team_kinds=KINDS)
    assert check_body(replace(FORM, team_kind="veteran"), TODAY, team_kinds={"veteran"}).name == FORM.name


def test_a_parent_or_a_liaison_never_both() -> None:
    one, other = uuid4(), uuid4()
    for parent, liaison in ((one, None), (None, other), (None, None)):
        checked = check_body(replace(FORM, parent_id=parent, liaison_id=liaison), TODAY, team_kinds=KINDS)
        assert (checked.parent_id, checked.liaison_id) == (parent, liaison)
    with pytest.raises(ParentAndLiaison):
        check_body(replace(FORM, parent_id=one, liaison_id=other), TODAY, team_kinds=KINDS)


def test_the_contact_in_one_spelling() -> None:
    assert check_contact(" 陈  小梅 ", " 0790-6440000 ", "") == ("陈 小梅", "0790-6440000", "")
    for name, phone, address, refused in (
        ("", "0790-6440000", "", BodyIncomplete),
        ("名" * 61, "0790-6440000", "", BodyIncomplete),
        ("陈小梅", "0790-6440000", "路" * 121, BodyIncomplete),
        ("陈小梅", "", "", ContactPhoneWrong),
        ("陈小梅", "加微信", "", ContactPhoneWrong),
    ):
        with pytest.raises(refused):
            check_contact(name, phone, address)


@given(st.integers(-10, MOST_PEOPLE + 10))
def test_a_capacity_is_a_number_of_people(people: int) -> None:
    if 1 <= people <= MOST_PEOPLE:
        check_capacity(people)
    else:
        with pytest.raises(CapacityWrong):
            check_capacity(people)


def test_a_capacity_may_be_unknown() -> None:
    check_capacity(None)
