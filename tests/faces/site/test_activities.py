"""The list of activities: what it finds, how it pages, what a card says, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import RegionLevel
from redvest.registry.models import Volunteer
from redvest.service.choices import ActivityState, SignUpState
from tests.faces.site.conftest import html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def make_open(title: str = "陪独居老人买菜", places: int = 5, taken: int = 0, **more: Any) -> Any:
    activity = make_activity(title=title, **more)
    make_post(activity=activity, places=places, taken=taken)
    return activity


def test_a_card_says_when_where_and_how_many(guest: Client) -> None:
    activity = make_open(places=10, taken=8)
    said = words(guest.get("/activities/"))
    assert "陪独居老人买菜" in said
    assert "3月6日 周五 10:00–12:00" in said
    assert "百花湖社区志愿服务站" in said
    assert "8 / 10 人" in said and "还缺 2 人" in said
    assert f'href="/activities/{activity.pk}/"' in html(guest.get("/activities/"))


def test_drafts_and_what_is_over_are_not_listed(guest: Client) -> None:
    make_open(title="草稿里的活动", state=ActivityState.DRAFT)
    make_open(title="昨天的活动", starts_at=NOW - 26 * HOUR)
    response = guest.get("/activities/")
    assert response.status_code == 200
    assert "没找到合适的活动" in words(response)
    assert "草稿里的活动" not in words(response) and "昨天的活动" not in words(response)


def test_a_full_activity_offers_the_waiting_list_with_its_length(guest: Client, person: Volunteer) -> None:
    activity = make_activity()
    post = make_post(activity=activity, places=1, taken=1)
    make_signup(post=post, volunteer=person, state=SignUpState.WAITING)
    said = words(guest.get("/activities/"))
    assert "候补 1 人" in said and "排候补" in said and "已满，可以候补" in said


def test_what_is_not_open_says_when_it_will_be(guest: Client) -> None:
    make_open(signup_opens_at=NOW + 2 * HOUR)
    assert "3月5日 周四 12:00 开始报名" in words(guest.get("/activities/"))
    make_open(title="来晚了", signup_closes_at=NOW - HOUR)
    assert "报名已截止" in words(guest.get("/activities/"))


def test_my_own_activities_are_marked(me: Client, guest: Client, person: Volunteer) -> None:
    make_signup(post=make_post(activity=make_activity()), volunteer=person)
    assert "已报上" in words(me.get("/activities/"))
    assert "已报上" not in words(guest.get("/activities/"))


@pytest.mark.parametrize("q", ["买菜", "老人买", "pei", "pdjlrmc"])
def test_words_pinyin_and_initials_find(guest: Client, q: str) -> None:
    make_open()
    make_open(title="河边清洁", starts_at=NOW + 48 * HOUR)
    said = words(guest.get("/activities/", {"q": q}))
    assert "陪独居老人买菜" in said and "河边清洁" not in said


def test_filters_narrow_by_kind_place_day_and_room(guest: Client) -> None:
    tree = registry.make_region_tree()
    make_open(title="渝水的事", region=tree.baihua)
    make_open(title="分宜的事", region=tree.qiandong, domain_key="xinyu:05", starts_at=NOW + 72 * HOUR)
    make_open(title="满了的事", places=1, taken=1, starts_at=NOW + 96 * HOUR)

    def found(**asked: str) -> set[str]:
        said = words(guest.get("/activities/", asked))
        return {title for title in ("渝水的事", "分宜的事", "满了的事") if title in said}

    assert found() == {"渝水的事", "分宜的事", "满了的事"}
    assert found(region="360521") == {"分宜的事"}
    assert found(region="360502001") == {"渝水的事", "满了的事"}
    assert found(region="999999") == set()
    assert found(domain="xinyu:05") == {"分宜的事"}
    assert found(**{"from": "2026-03-08", "to": "2026-03-08"}) == {"分宜的事"}
    assert found(open="1") == {"渝水的事", "分宜的事"}


def test_near_me_puts_the_nearest_first_and_says_how_far(guest: Client) -> None:
    make_open(title="远一点", lon=114.98)
    make_open(title="就在旁边", lon=114.931, starts_at=NOW + 60 * HOUR)
    make_open(title="另一座城那么远", lon=118.0, starts_at=NOW + 80 * HOUR)
    said = words(guest.get("/activities/", {"near": "114.93,27.81"}))
    assert said.index("就在旁边") < said.index("远一点")
    assert "离你 100 米" in said and "另一座城那么远" not in said
    assert "不会存下来" in said


def test_near_me_asks_only_on_a_press(guest: Client) -> None:
    page = html(guest.get("/activities/?open=1"))
    assert 'data-near="/activities/?open=1"' in page and "geolocation" not in page


def test_pages_follow_one_another_without_a_gap(guest: Client) -> None:
    for number in range(23):
        make_open(title=f"第{number:02d}场", starts_at=NOW + (24 + number) * HOUR)
    first = guest.get("/activities/")
    assert "第19场" in words(first) and "第20场" not in words(first)
    second = guest.get("/activities/" + first.context["pager"]["next_url"])
    assert "第20场" in words(second) and "第19场" not in words(second)
    assert second.context["pager"]["next_url"] == "" and second.context["pager"]["prev_url"] == "?"
    nearest = guest.get("/activities/?near=114.93,27.81")
    rest = guest.get("/activities/" + nearest.context["pager"]["next_url"])
    assert len(nearest.context["cards"]) == 20 and len(rest.context["cards"]) == 3


def test_a_broken_page_address_says_so(guest: Client) -> None:
    make_open()
    response = guest.get("/activities/?after=%21%21")
    assert response.status_code == 422 and "翻页的地址不完整" in words(response)


def test_wrong_filters_are_said_and_the_rest_is_shown(guest: Client) -> None:
    make_open()
    response = guest.get("/activities/?from=昨天")
    assert response.status_code == 200
    assert "日期“昨天”看不懂" in words(response) and "陪独居老人买菜" in words(response)


def test_the_map_shows_the_same_list(guest: Client) -> None:
    activity = make_open()
    response = guest.get("/activities/?view=map&q=买菜")
    data = response.context["map_data"]
    assert [(each["lon"], each["lat"], each["title"]) for each in data["markers"]] == [
        (114.93, 27.81, activity.title)
    ]
    assert activity.title in words(response)
    names = {each["properties"]["name"] for each in data["outlines"]["features"]}
    assert "渝水区" in names


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_size(
    guest: Client, django_assert_num_queries: Any, count: int
) -> None:
    registry.make_region(
        "3605Z2", "高新区", RegionLevel.ZONE, registry.make_region_tree().city, statutory=False
    )
    for number in range(count):
        make_open(title=f"第{number}场", starts_at=NOW + timedelta(days=1 + number))
    with django_assert_num_queries(3):  # places, kinds, activities with their posts
        guest.get("/activities/")


@pytest.mark.parametrize("count", [1, 3])
def test_for_a_volunteer_too(
    me: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        activity = make_activity(title=f"第{number}场", starts_at=NOW + timedelta(days=1 + number))
        make_signup(post=make_post(activity=activity, places=1), volunteer=person)
    with django_assert_num_queries(7):  # and session, account, standing, own sign-ups
        me.get("/activities/")
