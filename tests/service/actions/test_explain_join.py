"""Why somebody cannot join, for the leader: every rule, no facts, with a trace, and for nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed, NotFound, TooManyTries
from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.explain_join import AN_HOUR, Explained, explain_join
from redvest.service.finding_errors import PersonNotFound
from redvest.service.models import Post
from tests.factories.parts import ask_for, make_course
from tests.factories.registry import (
    NOW,
    make_account,
    make_body,
    make_centre,
    make_leader,
    make_volunteer,
    standing_of,
)
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post(activity=make_activity(leader=make_account(name="陈领队")), min_age=18)


@pytest.fixture
def leader(post: Post) -> Standing:
    return standing_of(post.activity.leader)


@pytest.fixture
def person() -> Volunteer:
    return make_volunteer(name="李明霞", birth_on=date(2010, 5, 1))


def ask(by: Standing, post: Post, typed: str) -> Explained:
    return explain_join(by=by, post_id=post.pk, typed=typed, at=NOW)


def test_every_rule_at_once_and_no_fact_behind_it(post: Post, leader: Standing, person: Volunteer) -> None:
    ask_for(post, make_course(body=post.activity.body, name="护老常识"))
    Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.SUSPENDED)
    secret = make_activity(title="戒毒康复陪伴", starts_at=post.activity.starts_at)
    make_signup(post=make_post(activity=secret), volunteer=person)

    found = ask(leader, post, person.number)
    assert found.name == "李*霞"
    assert [each.code for each in found.reasons] == ["not-ready", "age", "needs-training", "overlaps"]
    said = "".join(each.sentence for each in found.reasons)
    assert "护老常识" in said
    assert not any(word in said for word in ("戒毒", "18", "15", "暂停", "李明霞"))
    line = AuditLine.objects.get(verb="explain_join")
    assert (line.target_id, line.actor_id) == (str(person.pk), leader.account_id)
    assert line.details["revealing"] is True
    assert line.details["told"] == ["age", "needs-training", "not-ready", "overlaps"]


def test_nothing_stands_against_it(post: Post, leader: Standing) -> None:
    grown = make_volunteer(name="王小路")
    found = ask(leader, post, f" 王小路  {grown.phone_tail} ")
    assert (found.name, found.reasons) == ("王*路", [])
    assert AuditLine.objects.get(verb="explain_join").details["revealing"] is False


@pytest.mark.parametrize("typed", ["", "李明霞", "李明霞 12", "李 0000", "000000000000", "%"])
def test_only_whom_one_knows_exactly(post: Post, leader: Standing, person: Volunteer, typed: str) -> None:
    with pytest.raises(PersonNotFound):
        ask(leader, post, typed)
    assert not AuditLine.objects.filter(verb="explain_join").exists()


def test_who_left_is_not_found_and_two_of_one_name_and_tail_neither(post: Post, leader: Standing) -> None:
    make_volunteer(name="王小路", phone="13800000123")
    assert ask(leader, post, "王小路 0123").reasons == []
    other = make_volunteer(name="王小路", phone="13900000123")
    with pytest.raises(PersonNotFound):
        ask(leader, post, "王小路 0123")
    Volunteer.objects.filter(pk=other.pk).update(state=VolunteerState.LEFT)
    assert ask(leader, post, "王小路 0123").reasons == []


def test_the_leader_of_the_activity_alone(post: Post, person: Volunteer) -> None:
    for other in (make_centre(), make_leader(make_body()), standing_of(make_account())):
        with pytest.raises(NotAllowed):
            ask(other, post, person.number)
    assert not AuditLine.objects.filter(verb="explain_join").exists()


def test_a_post_that_is_none(leader: Standing, person: Volunteer) -> None:
    with pytest.raises(NotFound):
        explain_join(by=leader, post_id=uuid7(), typed=person.number, at=NOW)


def test_so_many_an_hour(post: Post, leader: Standing, person: Volunteer) -> None:
    for _ in range(AN_HOUR):
        with pytest.raises(PersonNotFound):
            ask(leader, post, "谁也不是")
    with pytest.raises(TooManyTries):
        ask(leader, post, person.number)
    assert ask_later(leader, post, person).reasons


def ask_later(by: Standing, post: Post, person: Volunteer) -> Explained:
    later = NOW + timedelta(hours=1, seconds=1)
    return explain_join(by=by, post_id=post.pk, typed=person.number, at=later)
