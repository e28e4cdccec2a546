"""Watches: what is published, opened or given back is told once to whom it fits, and many things in one message."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Message, Volunteer
from redvest.service.actions.watch import look_out
from redvest.service.actions.watch_notice import tell_found
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Post, RecruitingActivity, SavedSearch, WatchNotice
from redvest.service.queries.saved_search import MOST_NEWS
from redvest.service.rules.look import Look
from tests.factories.registry import CITY, NOW, make_account, make_volunteer
from tests.factories.service import HOUR, make_activity, make_post, make_project, make_signup

pytestmark = pytest.mark.django_db
EVENING = NOW + 8 * HOUR  # six in the evening in China


@pytest.fixture(autouse=True)
def known_address(settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://xinyu.example"


@pytest.fixture
def person() -> Volunteer:
    return make_volunteer()


def watch(person: Volunteer, look: Look = Look(q="陪"), **facts: Any) -> SavedSearch:  # noqa: B008 - frozen
    return SavedSearch.objects.create(
        city=CITY,
        volunteer=person,
        name=facts.pop("name", "陪老人"),
        asked=look.kept(),
        created_at=NOW,
        **facts,
    )


def news(title: str = "陪独居老人买菜", **facts: Any) -> Activity:
    activity = make_activity(title=title, **facts)
    make_post(activity=activity, places=2)
    return activity


def run(at: datetime = NOW) -> list[str]:
    """One look and one telling; the texts of this run."""
    before = set(Message.objects.values_list("pk", flat=True))
    look_out(city=CITY, at=at)
    tell_found(city=CITY, at=at)
    return list(Message.objects.exclude(pk__in=before).order_by("pk").values_list("text", flat=True))


def test_what_is_published_is_told_once_with_the_way_to_stop(person: Volunteer) -> None:
    kept = watch(person)
    activity = news()
    news("打扫公园")
    Activity.objects.exclude(pk=activity.pk).update(content="扫地")
    (text,) = run()
    assert f"你找的“陪老人”有活动可以报了：3月6日 10:00“{activity.title}”" in text
    assert f"https://xinyu.example/activities/{activity.pk}/" in text
    assert f"不想再收：https://xinyu.example/watch/{kept.stop_key}/" in text
    told = Message.objects.get()
    assert (told.account_id, told.about_kind, told.about_id) == (
        person.account_id,
        "Activity",
        str(activity.pk),
    )
    assert told.until == activity.signup_closes_at
    assert run(NOW + HOUR) == []


def test_what_was_there_before_the_watch_is_no_news(person: Volunteer) -> None:
    news()
    run()
    watch(person)
    assert run(NOW + HOUR) == []


def test_a_place_given_back_is_news(person: Volunteer) -> None:
    watch(person)
    activity = news()
    Post.objects.update(taken=2)
    assert run() == []
    Post.objects.update(taken=1)
    assert len(run(NOW + HOUR)) == 1
    Post.objects.update(taken=2)
    run(NOW + 2 * HOUR)
    Post.objects.update(taken=0)
    assert run(NOW + 3 * HOUR) == []  # one notice a person and activity
    assert WatchNotice.objects.get().activity_id == activity.pk


def test_sign_up_that_opens_later_is_news_then(person: Volunteer) -> None:
    watch(person)
    news(signup_opens_at=NOW + HOUR)
    assert run() == []
    assert len(run(NOW + HOUR)) == 1


def test_two_watches_of_one_person_tell_once_and_the_same_question_is_asked_once(person: Volunteer) -> None:
    watch(person)
    watch(person, Look(weekdays=(5,)), name="周五")
    watch(make_volunteer())
    news()
    assert len(run()) == 2
    assert WatchNotice.objects.filter(volunteer=person).count() == 1


@pytest.mark.parametrize(
    "look", [Look(q="植树"), Look(weekdays=(6,)), Look(age=5), Look(region="360521"), Look(to=NOW.date())]
)
def test_what_was_not_asked_is_not_told(person: Volunteer, look: Look) -> None:
    watch(person, look)
    make_post(activity=make_activity(), min_age=12)
    assert run() == []


def test_neither_who_is_on_it_nor_who_may_not_serve_nor_who_does_not_watch(person: Volunteer) -> None:
    activity = news()
    watch(person)
    make_signup(post=activity.posts.get(), volunteer=person)
    watch(make_volunteer(state=VolunteerState.SUSPENDED))
    watch(make_volunteer(), watched=False)
    assert run() == []


def test_many_come_together_in_the_evening(person: Volunteer) -> None:
    watch(person)
    for turn in range(4):
        news(f"陪老人{turn}", starts_at=NOW + (48 + turn) * HOUR)
    assert run() == []
    (text,) = run(EVENING)
    assert (
        "你找的活动有 4 场可以报了：“陪老人0”“陪老人1”“陪老人2”等。https://xinyu.example/me/searches/" in text
    )
    assert WatchNotice.objects.filter(told_at=EVENING).values("message").distinct().count() == 1
    assert run(EVENING + HOUR) == []


def test_two_at_once_then_the_evening_and_no_more_that_day(person: Volunteer) -> None:
    watch(person)
    news("陪老人一"), news("陪老人二")
    assert len(run()) == 2
    news("陪老人三")
    assert run(NOW + HOUR) == []
    assert len(run(EVENING)) == 1
    news("陪老人四")
    assert run(EVENING + HOUR) == []
    assert run(EVENING + 6 * HOUR) == []  # midnight
    assert len(run(EVENING + 13 * HOUR)) == 1


def test_of_very_many_at_once_the_soonest_are_told(person: Volunteer) -> None:
    watch(person)
    project, leader = make_project(), make_account()
    for turn in range(MOST_NEWS + 2):
        news(f"陪老人{turn}", starts_at=NOW + (80 - turn) * HOUR, project=project, leader=leader)
    (text,) = run(EVENING)
    assert f"你找的活动有 {MOST_NEWS} 场可以报了：“陪老人{MOST_NEWS + 1}”" in text
    assert run(EVENING + HOUR) == []


def test_what_takes_nobody_any_more_is_not_told_and_may_come_again(person: Volunteer) -> None:
    watch(person)
    news()
    night = NOW + 13 * HOUR
    assert run(night) == []
    Post.objects.update(taken=2)
    assert run(NOW + 22 * HOUR) == []
    assert not WatchNotice.objects.exists()
    Post.objects.update(taken=0)
    assert len(run(NOW + 23 * HOUR)) == 1


def test_what_is_over_leaves_no_rows(person: Volunteer) -> None:
    watch(person)
    news()
    run()
    run(NOW + timedelta(days=40))
    assert not WatchNotice.objects.exists()
    assert not RecruitingActivity.objects.exists()


def test_another_state_is_no_news(person: Volunteer) -> None:
    watch(person)
    news(state=ActivityState.SUBMITTED)
    assert run() == []
