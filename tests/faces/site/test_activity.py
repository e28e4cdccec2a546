"""One activity's page: the whole notice, the posts, and every reason why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.choices import ActivityState, SignUpState
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def test_the_page_holds_every_item_of_the_notice(guest: Client) -> None:
    activity = make_activity(break_minutes=15)
    make_post(activity=activity, title="陪同员", places=10, taken=8, min_age=18)
    said = words(guest.get(f"/activities/{activity.pk}/"))
    for item in (
        "陪独居老人买菜", "3月6日 周五 10:00–12:00", "休息 15 分钟", "百花湖社区志愿服务站", "陪老人去菜场，帮着提菜。",
        "能提 5 公斤", "网上报名", "过马路、提重物", "保险、饮水、红马甲", "陈小梅", "0790-6440000",
        "陪同员", "还缺 2 人", "18 岁以上", activity.body.name, "明天 10:00",
    ):  # fmt: skip
        assert item in said, item


def test_the_place_is_drawn_and_can_be_opened_elsewhere(guest: Client) -> None:
    activity = make_activity()
    page = html(guest.get(f"/activities/{activity.pk}/"))
    assert 'href="geo:27.81,114.93?q=27.81,114.93"' in page
    assert '<svg class="locator"' in page and "<circle" in page


def test_with_tiles_there_is_a_map_of_streets(guest: Client, settings: Any) -> None:
    settings.REDVEST_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    response = guest.get(f"/activities/{make_activity().pk}/")
    assert response.context["map_data"]["markers"][0]["lon"] == 114.93
    assert "locator" not in html(response)


def test_a_stranger_is_led_to_the_door_and_back(guest: Client) -> None:
    activity = make_activity()
    make_post(activity=activity)
    page = html(guest.get(f"/activities/{activity.pk}/"))
    assert f'href="/login/?next=/activities/{activity.pk}/"' in page
    assert f'href="/join/?next=/activities/{activity.pk}/"' in page
    assert "<form method=" not in page


def test_a_draft_is_not_there_for_strangers_but_for_its_leader(guest: Client) -> None:
    leader = registry.make_account(name="陈领队")
    activity = make_activity(leader=leader, state=ActivityState.DRAFT)
    assert guest.get(f"/activities/{activity.pk}/").status_code == 404
    assert browser_of(leader).get(f"/activities/{activity.pk}/").status_code == 200
    assert guest.get(f"/activities/{uuid4()}/").status_code == 404


def test_a_cancelled_activity_says_so_and_offers_nothing(guest: Client) -> None:
    activity = make_activity(state=ActivityState.CANCELLED)
    make_post(activity=activity)
    said = words(guest.get(f"/activities/{activity.pk}/"))
    assert "这场活动已经取消，不用来了。" in said and "登录后报名" not in said


def test_a_volunteer_has_one_button_for_each_post(me: Client) -> None:
    activity = make_activity()
    open_post, full = (
        make_post(activity=activity, title="陪同员"),
        make_post(activity=activity, title="联络员", places=1, taken=1),
    )
    page = html(me.get(f"/activities/{activity.pk}/"))
    assert f'action="/posts/{open_post.pk}/sign-up/"' in page and "报名做陪同员" in page
    assert f'action="/posts/{full.pk}/sign-up/"' in page and "排联络员的候补" in page
    assert 'name="key" value="' in page


def test_every_reason_is_told_at_once(person: Volunteer) -> None:
    young = registry.make_volunteer(name="小明", birth_on=date(2012, 1, 1))
    busy = make_activity(title="河边清洁", starts_at=NOW + 24 * HOUR)
    make_signup(post=make_post(activity=busy), volunteer=young)
    activity = make_activity(signup_closes_at=NOW - HOUR)
    make_post(activity=activity, min_age=18)
    assert young.account is not None
    said = words(browser_of(young.account).get(f"/activities/{activity.pk}/"))
    assert "为什么我不能报？" in said
    for reason in ("这个岗位要满 18 岁。", "报名已经截止。", "同一时间你已经报了“河边清洁”。"):
        assert reason in said


def test_posts_with_other_limits_have_other_reasons(me: Client) -> None:
    activity = make_activity()
    make_post(activity=activity, title="长者向导", min_age=60)
    make_post(activity=activity, title="陪同员")
    said = words(me.get(f"/activities/{activity.pk}/"))
    assert "这个岗位要满 60 岁。" in said and "报名做陪同员" in said and "报名做长者向导" not in said


def test_my_place_and_my_place_in_line_are_shown(me: Client, person: Volunteer) -> None:
    activity = make_activity()
    post = make_post(activity=activity, title="联络员", places=1, taken=1)
    make_signup(post=post, volunteer=registry.make_volunteer(name="周先到"), state=SignUpState.WAITING)
    make_signup(post=post, volunteer=person, state=SignUpState.WAITING)
    other = make_post(activity=activity, title="陪同员")
    page = me.get(f"/activities/{activity.pk}/")
    assert "你在“联络员”候补第 2 位" in words(page)
    assert f"/posts/{other.pk}/sign-up/" not in html(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_many_posts(
    me: Client, django_assert_num_queries: Any, count: int
) -> None:
    activity = make_activity(starts_at=NOW + timedelta(days=2))
    for number in range(count):
        make_post(activity=activity, title=f"岗位{number}")
    with django_assert_num_queries(
        15
    ):  # session, account, standing, activity, children (2), posts, waiting, mine, trainings asked for, five for reasons
        me.get(f"/activities/{activity.pk}/")
