"""One's own profile over the wire: who may, what a body may hold, and that a refusal leaves what was there."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Profile
from redvest.registry.rules.availability import CODES
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db
URL = "/me/profile"
SAID: dict[str, Any] = {
    "slots": ["sat-morning"], "languages": ["putonghua"], "affiliation": "03", "affiliation_agreed": True,
    "project_invites": "accept", "team_invites": "accept",
}  # fmt: skip


@pytest.fixture
def own(world: World) -> Caller:
    return world.people["own"]


def agreed() -> int:
    return Consent.objects.filter(purpose=ConsentPurpose.AFFILIATION, withdrawn_at=None).count()


def test_only_somebody_on_the_register_has_one(world: World) -> None:
    people = world.people
    for who in ("guest", "member", "leader", "head", "officer", "centre", "other-city"):
        expected = 401 if who == "guest" else 403
        assert people[who].get(URL).status_code == expected
        assert people[who].put(URL, SAID).status_code == expected
    assert not Profile.objects.exists() and agreed() == 0


def test_everybody_keeps_their_own_and_reads_no_other(world: World) -> None:
    people = world.people
    people["own"].put(URL, SAID)
    assert people["volunteer"].get(URL).json()["slots"] == []
    people["volunteer"].put(URL, {"slots": ["mon-evening"]})
    assert people["own"].get(URL).json()["slots"] == ["sat-morning"]
    assert Profile.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"slots": ["sat-night"]}, "slots-wrong"),
        ({"slots": [""]}, "slots-wrong"),
        ({"languages": ["klingon"]}, "language-unknown"),
        ({"affiliation": "99"}, "affiliation-unknown"),
        ({"affiliation_agreed": False}, "affiliation-unasked"),
    ],
)
def test_a_refusal_leaves_what_was_said_before(own: Caller, wrong: dict[str, Any], code: str) -> None:
    own.put(URL, SAID)
    before = own.get(URL).json()
    problem(own.put(URL, SAID | {"slots": ["sun-evening"]} | wrong), 422, code)
    assert own.get(URL).json() == before
    assert agreed() == 1 and AuditLine.objects.filter(verb="keep_profile").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"slots": "sat-morning"}, {"slots": [7]}, {"slots": ["sat-morning"] * 25}, {"languages": ["sign"] * 21},
        {"affiliation": "003"}, {"project_invites": "maybe"}, {"team_invites": "ask"}, {"team_invites": None},
    ],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused_before_anything_is_read(
    own: Caller, wrong: dict[str, Any]
) -> None:
    answer = own.put(URL, SAID | wrong)
    assert answer.status_code in (400, 422) and answer["Content-Type"] == "application/problem+json"
    assert not Profile.objects.exists() and agreed() == 0


def test_all_24_slots_come_back_in_the_order_of_the_week(own: Caller) -> None:
    assert own.put(URL, {"slots": list(reversed(CODES))}).json()["slots"] == list(CODES)


def test_the_same_language_said_twice_is_said_once_in_its_order(own: Caller) -> None:
    kept = own.put(URL, {"languages": ["sign", "putonghua", "sign"]}).json()
    assert kept["languages"] == ["sign", "putonghua"]


def test_what_is_left_out_is_emptied_and_the_consent_goes_with_it(own: Caller) -> None:
    assert own.put(URL, SAID).json()["affiliation"] == "03" and agreed() == 1
    kept = own.put(URL, {"slots": ["sat-morning"]}).json()
    assert (kept["affiliation"], kept["project_invites"], kept["team_invites"]) == ("", "ask", "refuse")
    assert agreed() == 0
    withdrawn = Consent.objects.get(purpose=ConsentPurpose.AFFILIATION)
    assert withdrawn.withdrawn_at is not None


def test_saying_the_same_again_gives_no_second_consent(own: Caller) -> None:
    first = own.put(URL, SAID).json()
    assert own.put(URL, SAID).json() == first
    assert Consent.objects.filter(purpose=ConsentPurpose.AFFILIATION).count() == 1


def test_the_hint_names_what_is_missing_and_never_the_affiliation(own: Caller) -> None:
    empty = own.get(URL).json()["missing"]
    assert "什么时候有空" in empty and "会说什么话" in empty
    left = own.put(URL, {"slots": ["sat-morning"], "languages": ["sign"]}).json()["missing"]
    assert set(empty) - set(left) == {"什么时候有空", "会说什么话"}
    assert not any("政治" in each for each in empty)


def test_reading_costs_the_same_with_much_or_little(own: Caller, django_assert_max_num_queries: Any) -> None:
    own.get(URL)
    for said in ({}, SAID | {"slots": list(CODES)}):
        own.put(URL, said)
        with django_assert_max_num_queries(9):
            assert own.get(URL).status_code == 200
