"""How openings are said: waits as exact as they matter, ways, stages, and the line on an activity's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from redvest.faces.site.opening_words import mode_words, openings_of, passed_words, stage_lines, wait_words
from redvest.service.actions.lottery import draw
from redvest.service.models import Post
from redvest.service.rules.opening import StagePlan
from tests.faces.site.conftest import html, words
from tests.factories.opening import DRAWS, HOUR, OPENS, announce, announce_lottery, announce_stages
from tests.factories.registry import NOW, make_region_tree
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 秒"), (59, "59 秒"), (60, "1 分 0 秒"), (3599, "59 分 59 秒"), (3600, "1 小时 0 分"),
        (86_399, "23 小时 59 分"), (86_400, "1 天 0 小时"), (200_000, "2 天 7 小时"),
    ],
)  # fmt: skip
def test_a_wait_is_said_in_its_two_largest_units(seconds: int, said: str) -> None:
    assert wait_words(seconds) == said


@given(st.integers(0, 10**7))
def test_every_wait_has_words(seconds: int) -> None:
    assert wait_words(seconds)


def test_ways_are_said_as_they_are() -> None:
    said = [mode_words(each) for each in (announce(), announce(waiting_room=True), announce_lottery())]
    assert said == ["先到先得", "排队进场，先到先得", "抽签"]


def test_stages_say_which_one_is_on() -> None:
    tree, post = make_region_tree(), make_post(places=9)
    opening = announce_stages(
        post, StagePlan("region", OPENS, 3, tree.yushui.code), StagePlan("served", OPENS + HOUR, 2, "20")
    )
    lines = stage_lines(opening, OPENS + HOUR)
    assert [(line["who"], line["places"], line["kind"]) for line in lines] == [
        ("渝水区居民", 3, "off"), ("服务满 20 小时的志愿者", 2, "ok"), ("所有人", 4, "wait"),
    ]  # fmt: skip
    assert {line["kind"] for line in stage_lines(opening, NOW)} == {"wait"}
    assert [line["kind"] for line in stage_lines(opening, NOW + 9 * HOUR)] == ["off", "off", "ok"]


def test_every_reason_of_a_draw_has_its_sentence_and_winning_has_none() -> None:
    codes = (
        "withdrawn", "inactive", "guardian", "real-name", "too-young", "too-old", "needs-training",
        "needs-qualification", "overlaps", "daily-limit", "rest-time", "hot-cap-reached", "already-signed-up",
    )  # fmt: skip
    assert all(passed_words(code) for code in codes)
    assert [passed_words(code) for code in ("won", "waiting", "")] == ["", "", ""]


def shown(posts: list[Post], at: Any) -> dict[Any, dict[str, str]]:
    return openings_of(Post.objects.filter(pk__in=[post.pk for post in posts]), at)


def test_a_post_without_an_opening_costs_no_query(django_assert_num_queries: Any) -> None:
    posts = [make_post(), make_post()]
    with django_assert_num_queries(0):
        assert openings_of(posts, NOW) == {}


def test_the_way_there_is_shown_while_the_opening_decides() -> None:
    first, lottery, room, staged = posts = [make_post(places=5) for _n in range(4)]
    announce(first)
    announce_lottery(lottery)
    announce(room, waiting_room=True)
    announce_stages(staged, StagePlan("members", OPENS, 2))
    ways = {at: [shown(posts, at)[post.pk]["way"] for post in posts] for at in (NOW, OPENS, NOW + 6 * HOUR)}
    assert ways[NOW] == ["看放号安排", "看抽签安排", "去排队", "看放号安排"]
    assert ways[OPENS] == ["", "去登记抽签", "去排队", "看放号安排"]
    assert ways[NOW + 6 * HOUR][3] == ""
    draw(post_id=lottery.pk, at=DRAWS)
    assert shown(posts, DRAWS)[lottery.pk]["way"] == ""
    assert "抽签 · 3月5日 周四 11:00 开放" in shown(posts, NOW)[lottery.pk]["words"]


def test_on_the_activitys_page_each_post_keeps_its_own_reasons(me: Client) -> None:
    activity = make_activity()
    plain, hot = (make_post(activity=activity, title=title) for title in ("陪同员", "讲解员"))
    announce_lottery(hot)
    page = me.get(f"/activities/{activity.pk}/")
    assert "报名做陪同员" in words(page) and "报名做讲解员" not in words(page)
    assert f'href="/posts/{hot.pk}/opening/"' in html(page)
    assert f'action="/posts/{plain.pk}/sign-up/"' in html(page)
    assert f'action="/posts/{hot.pk}/sign-up/"' not in html(page)


def test_a_guest_is_led_to_the_opening_not_to_a_button_that_refuses(guest: Client) -> None:
    opening = announce(opens_at=OPENS + timedelta(minutes=5))
    page = words(guest.get(f"/activities/{opening.post.activity_id}/"))
    assert "看放号安排" in page and "登录后报名" not in page and "为什么我不能报" not in page
