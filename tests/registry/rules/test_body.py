"""An organisation's application: all that is missing at once, and a credit code where the kind has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from redvest.registry.errors import (
    BodyIncomplete,
    BodyKindUnknown,
    ContactPhoneWrong,
    DomainsWrong,
    FoundedOnWrong,
)
from redvest.registry.rules.body import BodyForm, check_body
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
    ("given", "fault"),
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
def test_what_is_wrong_is_refused(given: dict[str, Any], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        check_body(replace(FORM, **given), TODAY, team_kinds=KINDS)


@pytest.mark.parametrize(
    "phone", ["13900001111", "0790-6440000", "(0790) 6440000", "400 800 1234", "0790-6440000转8"]
)
def test_ways_to_write_a_public_phone(phone: str) -> None:
    assert check_body(replace(FORM, contact_phone=phone), TODAY, team_kinds=KINDS).contact_phone == phone
