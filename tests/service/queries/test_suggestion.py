"""What somebody can do now: only what they may join and have time for, with reasons, in few queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Profile, Volunteer
from redvest.registry.rules.availability import encode
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, PostCourse
from redvest.service.queries.suggestion import Suggestions, suggestions
from tests.factories.parts import make_course
from tests.factories.registry import NOW, make_domain, make_region_tree, make_volunteer
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HERE = (114.93, 27.81)


@pytest.fixture
def person() -> Volunteer:
    made = make_volunteer(region=make_region_tree().baihua, birth_on=date(2008, 3, 7))
    made.skills = "急救、驾驶"
    made.save(update_fields=["skills"])
    return made


def find(person: Volunteer, **how: Any) -> Suggestions:
    return suggestions(records=(person.pk,), at=NOW, **how)


def titles(person: Volunteer, **how: Any) -> list[str]:
    return [Activity.objects.get(pk=each.activity).title for each in find(person, **how).items]


def offer(title: str = "陪独居老人买菜", *, post: dict[str, Any] | None = None, **facts: Any) -> Post:
    return make_post(activity=make_activity(title=title, **facts), **(post or {}))


def test_the_emptiest_post_with_its_reasons(person: Volunteer) -> None:
    full = offer(post={"places": 5, "taken": 4})
    empty = make_post(activity=full.activity, title="司机", places=4, skills=["driving", "first-aid"])
    (found,) = find(person, point=HERE).items
    assert (found.post, found.post_title, found.left) == (empty.pk, "司机", 4)
    assert found.metres == pytest.approx(0, abs=1)
    assert [why.sentence for why in found.reasons] == [
        "离你 50 米", "“司机”还没有人报，等你开个头", "用得上你会的：驾驶、急救", "“司机”正缺人，还差 4 人",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "post"),
    [
        ({"state": ActivityState.DRAFT}, {}),
        ({"signup_opens_at": NOW + HOUR}, {}),
        ({"signup_closes_at": NOW}, {}),
        ({"starts_at": NOW + timedelta(days=31)}, {}),
        ({}, {"places": 1, "taken": 1}),
        ({}, {"min_age": 18}),
        ({}, {"max_age": 16}),
        ({}, {"qualifications": ["doctor"]}),
        ({}, {"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}),
    ],
)
def test_what_one_cannot_join_is_not_suggested(
    person: Volunteer, facts: dict[str, Any], post: dict[str, Any]
) -> None:
    offer(**facts, post=post)
    assert find(person).items == []
    offer("打扫公园")
    assert titles(person) == ["打扫公园"]


@pytest.mark.parametrize("opening", [{"gated": True}, {"opens_at": NOW + HOUR}])
def test_neither_without_the_training_nor_before_an_announced_opening(
    person: Volunteer, opening: dict[str, Any]
) -> None:
    trained, opened = offer(), offer()
    PostCourse.objects.create(post=trained, course=make_course(body=trained.activity.body))
    Post.objects.filter(pk=opened.pk).update(**opening)
    assert find(person).items == []


def test_nothing_that_collides_or_leaves_no_rest(person: Volunteer) -> None:
    held = offer("已经报了", hours=8)
    make_signup(post=held, volunteer=person)
    make_post(activity=held.activity, title="另一个岗位")
    offer("同一时间", starts_at=held.activity.starts_at + HOUR)
    offer("一天太满", starts_at=held.activity.ends_at, hours=5)
    offer("第二天", starts_at=held.activity.starts_at + 24 * HOUR)
    assert titles(person) == ["第二天"]


def test_who_may_not_serve_hears_why(person: Volunteer) -> None:
    offer()
    Volunteer.objects.update(state=VolunteerState.SUSPENDED)
    found = find(person)
    assert (found.items, [why.code for why in found.against]) == ([], ["inactive"])


def test_ranked_for_the_person_or_by_time(person: Volunteer) -> None:
    make_domain("xinyu:05", "环境保护")
    person.domains.add("xinyu:05")
    offer("早的", starts_at=NOW + 30 * HOUR, post={"taken": 3}, lon=115.4, lat=28.2)
    offer("合适的", starts_at=NOW + 48 * HOUR, domain_key="xinyu:05")
    Profile.objects.create(volunteer=person, slots=encode(["sat-morning"]), changed_at=NOW)
    assert titles(person) == ["合适的", "早的"]
    reasons = {why.code for why in find(person).items[0].reasons}
    assert {"fits-times", "domain-wanted", "few-takers", "lacking"} == reasons

    Profile.objects.update(personal_order=False)
    found = find(person)
    assert not found.personal
    assert titles(person) == ["早的", "合适的"]
    assert "domain-wanted" not in {why.code for each in found.items for why in each.reasons}


def test_what_was_served_before_counts(person: Volunteer) -> None:
    done = make_activity(state=ActivityState.CLOSED, starts_at=NOW - 48 * HOUR)
    make_signup(post=make_post(activity=done), volunteer=person, state=SignUpState.SERVED)
    offer()
    assert "domain-served" in {why.code for why in find(person).items[0].reasons}


@pytest.mark.parametrize("count", [1, 3])
def test_nine_queries_however_many(person: Volunteer, count: int) -> None:
    make_signup(post=offer(starts_at=NOW + 200 * HOUR), volunteer=person)
    for turn in range(count):
        offer(starts_at=NOW + (24 + 12 * turn) * HOUR)
    with CaptureQueriesContext(connection) as caught:
        assert len(find(person).items) == count
    assert len(caught) == 9
