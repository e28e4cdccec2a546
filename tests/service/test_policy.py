"""Who may do what with activities, hours and sign-ups: every rule asked of everybody, without a request around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.registry.choices import Role
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import GUEST_STANDING, SYSTEM_STANDING, GrantAt, Standing
from redvest.service import policy
from redvest.service.hours_errors import OwnHours, SamePerson
from redvest.service.models import Activity, HoursSheet, SignUp

CITY, YUSHUI, STREET, FENYI = "360500/", "360500/360502/", "360500/360502/360502001/", "360500/360521/"
LEADS, SECOND, SERVED = uuid4(), uuid4(), uuid4()  # who leads the activity, another account, who served

BODY = Body(id=uuid4(), region_path=YUSHUI)
OTHER_BODY = Body(id=uuid4(), region_path=FENYI)
ACTIVITY = Activity(id=uuid4(), body=BODY, leader_id=LEADS, region_path=STREET)
SIGNUP = SignUp(volunteer=Volunteer(id=SERVED), activity=ACTIVITY)
SHEET = HoursSheet(activity=ACTIVITY, volunteer_id=SERVED, countersigned_by_id=LEADS)


def person(*grants: GrantAt, account: object = None, record: object = None) -> Standing:
    return Standing(account or uuid4(), record, "360500", "某人", grants)  # type: ignore[arg-type]


def officer(path: str) -> GrantAt:
    return GrantAt(Role.REGION_OFFICER, region_path=path)


PEOPLE = {
    "guest": GUEST_STANDING("360500"),
    "house": SYSTEM_STANDING("360500"),
    "member": person(),
    "served": person(record=SERVED),
    "other volunteer": person(record=uuid4()),
    "its leader": person(account=LEADS),  # leads it, and has no grant any more
    "leader": person(GrantAt(Role.ACTIVITY_LEADER, body_id=BODY.id, body_path=YUSHUI)),
    "head": person(GrantAt(Role.BODY_ADMIN, body_id=BODY.id, body_path=YUSHUI)),
    "other head": person(GrantAt(Role.BODY_ADMIN, body_id=OTHER_BODY.id, body_path=FENYI)),
    "community": person(officer(f"{STREET}360502001001/")),
    "street": person(officer(STREET)),
    "officer": person(officer(YUSHUI)),
    "neighbour": person(officer(FENYI)),
    "centre": person(GrantAt(Role.CENTRE, region_path=CITY)),
    "centre elsewhere": person(GrantAt(Role.CENTRE, region_path="410800/")),
}
ABOVE_BODY = {"house", "officer", "centre"}
ABOVE_PLACE = ABOVE_BODY | {"street"}  # the activity happens in a street of the body's district
TEAM = {"leader", "head"}


@dataclass(frozen=True)
class Rule:
    name: str
    ask: Callable[[Standing], object]
    may: set[str]


RULES = [
    Rule("publish", lambda by: policy.require_may_publish_for(by, BODY), TEAM | ABOVE_BODY),
    Rule("lead", lambda by: policy.require_may_lead(by, ACTIVITY), TEAM | {"its leader"}),
    Rule(
        "roster", lambda by: policy.require_may_see_roster(by, ACTIVITY), TEAM | {"its leader"} | ABOVE_PLACE
    ),
    Rule("review", lambda by: policy.require_may_review(by, ACTIVITY), ABOVE_PLACE),
    Rule("sign-up", lambda by: policy.require_own_signup(by, SIGNUP), TEAM | {"its leader", "served"}),
    Rule("own sheet", lambda by: policy.require_own_sheet(by, SHEET), {"served"}),
    Rule("second", lambda by: policy.require_second_officer(by, SHEET), TEAM | ABOVE_PLACE),
    Rule(
        "correct",
        lambda by: policy.require_may_correct(by, ACTIVITY, BODY),
        TEAM | {"its leader"} | ABOVE_BODY,
    ),
    Rule(
        "correct without activity",
        lambda by: policy.require_may_correct(by, None, BODY),
        {"head"} | ABOVE_BODY,
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_exactly_these_people_may(rule: Rule) -> None:
    allowed = set()
    for name, by in PEOPLE.items():
        try:
            rule.ask(by)
        except NotAllowed:
            continue
        allowed.add(name)
    assert allowed == rule.may


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_role_in_another_city_or_body_opens_nothing(rule: Rule) -> None:
    for name in ("guest", "member", "other volunteer", "other head", "neighbour", "centre elsewhere"):
        with pytest.raises(NotAllowed):
            rule.ask(PEOPLE[name])


def test_nobody_reviews_what_they_lead_whatever_their_office() -> None:
    for grant in (officer(STREET), officer(YUSHUI), GrantAt(Role.CENTRE, region_path=CITY)):
        assert policy.may_review(person(grant), ACTIVITY)
        with pytest.raises(NotAllowed):
            policy.require_may_review(person(grant, account=LEADS), ACTIVITY)


def test_who_governs_the_bodys_place_only_does_not_review_an_activity_elsewhere() -> None:
    """A body of Yushui that helps out in Fenyi answers to the officer there."""
    away = Activity(id=uuid4(), body=BODY, leader_id=LEADS, region_path=FENYI)
    assert not policy.may_review(PEOPLE["officer"], away)
    assert policy.may_review(PEOPLE["neighbour"], away)
    assert policy.may_publish_for(PEOPLE["officer"], BODY)
    assert not policy.may_publish_for(PEOPLE["neighbour"], BODY)


def test_a_guest_is_not_the_leader_of_an_activity_without_one() -> None:
    """Nobody and nobody would be equal."""
    unled = Activity(id=uuid4(), body=BODY, leader_id=None, region_path=STREET)
    assert not policy.may_lead(PEOPLE["guest"], unled)
    assert not policy.may_lead(PEOPLE["house"], unled)
    assert policy.may_lead(PEOPLE["leader"], unled)


def test_a_guest_does_not_own_a_sign_up_of_somebody() -> None:
    for name in ("guest", "member", "house"):
        with pytest.raises(NotAllowed):
            policy.require_own_signup(PEOPLE[name], SIGNUP)


@pytest.mark.parametrize(
    "grant", [officer(YUSHUI), GrantAt(Role.BODY_ADMIN, body_id=BODY.id, body_path=YUSHUI)]
)
def test_two_signatures_are_of_two_people_neither_of_whom_served(grant: GrantAt) -> None:
    policy.require_second_officer(person(grant), SHEET)
    with pytest.raises(SamePerson):
        policy.require_second_officer(person(grant, account=LEADS), SHEET)
    with pytest.raises(SamePerson):
        policy.require_second_officer(person(grant, record=SERVED), SHEET)
    countersigned_by_other = HoursSheet(activity=ACTIVITY, volunteer_id=SERVED, countersigned_by_id=SECOND)
    with pytest.raises(SamePerson):  # whoever leads the activity is no second officer of it
        policy.require_second_officer(person(grant, account=LEADS), countersigned_by_other)
    with pytest.raises(SamePerson):
        policy.require_second_officer(person(grant, account=SECOND), countersigned_by_other)


def test_who_may_not_second_at_all_is_not_told_of_the_other_signature() -> None:
    served = PEOPLE["served"]
    with pytest.raises(NotAllowed) as refused:
        policy.require_second_officer(served, SHEET)
    assert not isinstance(refused.value, SamePerson)


def test_nobody_stands_behind_their_own_hours() -> None:
    for name, by in PEOPLE.items():
        if name == "served":
            with pytest.raises(OwnHours):
                policy.require_not_self(by, SERVED)
        else:
            policy.require_not_self(by, SERVED)
    policy.require_not_self(PEOPLE["guest"], None)  # nobody's hours are not a guest's own


def test_a_leader_who_served_as_well_is_refused_as_a_person_not_as_a_role() -> None:
    both = replace(PEOPLE["head"], volunteer_id=SERVED)
    policy.require_may_lead(both, ACTIVITY)
    with pytest.raises(OwnHours):
        policy.require_not_self(both, SERVED)


@pytest.mark.parametrize("kind", [OwnHours, SamePerson, NotAllowed])
def test_a_refusal_is_a_sentence_with_a_code(kind: type[DomainError]) -> None:
    refused = kind()
    assert refused.status == 403
    assert refused.message.endswith("。")
    assert refused.code == refused.code.lower()
