"""The pages on which help begins: the landing page, the menu, the wall of wishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.care.choices import DispatchWay, MenuState, NeedKind, NeedState, ServingState
from redvest.care.models import MenuItem
from redvest.care.queries.spoken import terms_of
from redvest.registry.models import Body
from redvest.registry.rules.availability import encode
from tests.faces.site.conftest import html, words
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_menu_item, make_need, make_serving
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def offered(body: Body, name: str = "上门理发", **more: Any) -> MenuItem:
    item = make_menu_item(body=body, name=name, **more)
    item.search = terms_of(name)
    item.save()
    return item


def test_help_leads_to_asking_menus_wishes_and_spotting(guest: Client, body: Body, settings: Any) -> None:
    settings.REDVEST_CENTRE_PHONE = "0790-6440000"
    offered(body)
    page = guest.get("/help/")
    assert "1 项服务" in words(page) and "要帮忙，就说一声" in words(page)
    for way in ("/help/ask/", "/help/menu/", "/help/wishes/", "/spot/", "/stations/", "tel:0790-6440000"):
        assert f'href="{way}"' in html(page)
    for leads in ("/", "/about/"):
        assert 'href="/help/"' in html(guest.get(leads))  # from the front page and every page's foot


def test_without_a_number_one_goes_to_the_station(guest: Client, settings: Any) -> None:
    settings.REDVEST_CENTRE_PHONE = ""
    assert "到家门口的服务站说一声" in words(guest.get("/help/")) and "tel:" not in html(guest.get("/help/"))


def test_what_is_asked_most_is_told_from_ten_on(guest: Client) -> None:
    for _turn in range(10):
        make_need(state=NeedState.QUEUED)
    make_need(state=NeedState.QUEUED, domain_key="xinyu:10")
    page = guest.get("/help/")
    assert (
        "近三个月求助最多的" in words(page) and "邻里守望 10 件" in words(page) and "1 件" not in words(page)
    )


@pytest.mark.parametrize("address", ["/help/", "/help/menu/", "/help/wishes/", "/spot/", "/questions/"])
def test_the_pages_carry_nothing_inline_and_are_light(guest: Client, body: Body, address: str) -> None:
    for turn in range(30):
        offered(body, f"第{turn}项")
        make_need(kind=NeedKind.WISH, state=NeedState.OFFERED)
    page = html(guest.get(address))
    assert " style=" not in page and "<style" not in page and "onclick=" not in page
    assert len(page) < 60_000


def test_the_menu_says_what_when_how_often_and_by_whom(guest: Client, body: Body) -> None:
    item = offered(body, a_week=2, slots=encode(["sat-morning", "sun-morning"]), for_whom="行动不便的老人")
    make_need(menu_item=item, state=NeedState.QUEUED)
    page = guest.get("/help/menu/")
    said = words(page)
    for part in (
        "上门理发",
        "这周还能约 1 次",
        "周六、周日 上午",
        "一次约 60 分钟",
        "行动不便的老人",
        "黎明脚步志愿队",
    ):
        assert part in said
    assert f'href="/help/ask/?item={item.pk}"' in html(page)
    make_need(menu_item=item, state=NeedState.QUEUED)
    assert "这周约满了" in words(guest.get("/help/menu/"))


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("?q=lifa", True), ("?q=修车", False), ("?region=360502", True), ("?region=360521", False),
        ("?day=sat&part=morning", True), ("?day=mon", False), ("?home=1", True), ("?domain=xinyu:02", False),
        ("?domain=nonsense&region=1&day=x&part=y", True),
    ],
)  # fmt: skip
def test_the_menu_is_narrowed_by_its_address(guest: Client, body: Body, asked: str, there: bool) -> None:
    make.make_domain()
    make.make_region_tree()
    offered(body, slots=encode(["sat-morning"]))
    said = words(guest.get(f"/help/menu/{asked}"))
    assert ("上门理发" in said) is there and ("没有找到这样的服务" in said) is not there


def test_what_was_taken_off_is_on_no_menu(guest: Client, body: Body) -> None:
    offered(body, state=MenuState.WITHDRAWN)
    said = words(guest.get("/help/menu/"))
    assert "上门理发" not in said and "直接写下要帮什么" in said


def test_a_long_menu_has_a_next_page_that_keeps_what_was_asked(guest: Client, body: Body) -> None:
    for turn in range(26):
        offered(body, f"上门服务第{turn:02}样")
    first = guest.get("/help/menu/?q=上门")
    following = first.context["pager"]["next_url"]
    assert "q=" in following and words(guest.get(f"/help/menu/{following}")).count("点这个") == 2


@pytest.mark.parametrize("more", [1, 3])
def test_the_menu_costs_the_same(
    guest: Client, body: Body, django_assert_num_queries: Any, more: int
) -> None:
    for turn in range(more):
        offered(body, f"第{turn}项")
    with django_assert_num_queries(3):  # kinds, districts, items
        guest.get("/help/menu/")


def test_the_wall_tells_what_and_roughly_where_and_never_who(guest: Client) -> None:
    wish = make_need(kind=NeedKind.WISH, state=NeedState.OFFERED, title="想要一套彩笔")
    make_dispatch(need=wish)
    make_need(kind=NeedKind.WISH, state=NeedState.QUEUED, title="想拍一张全家福")
    page = guest.get("/help/wishes/")
    said = words(page)
    assert "想要一套彩笔" in said and "城南街道" in said and "正在找人" in said
    assert f'href="/help/{wish.pk}/"' in html(page) and html(page).count("我来实现") == 1
    for secret in ("刘桂英", "百花路", "百花湖社区", "13907900001", "膝盖"):
        assert secret not in html(page)


def test_only_those_open_for_grabbing_where_asked(guest: Client) -> None:
    open_ = make_need(kind=NeedKind.WISH, state=NeedState.OFFERED, title="想要一套彩笔")
    make_dispatch(need=open_)
    body = make_need(kind=NeedKind.WISH, state=NeedState.OFFERED, title="想拍一张全家福")
    make_dispatch(need=body, way=DispatchWay.BODY, body=make.make_body())
    said = words(guest.get("/help/wishes/?open=1"))
    assert "想要一套彩笔" in said and "想拍一张全家福" not in said
    assert "这样的心愿现在没有" in words(guest.get("/help/wishes/?region=360521"))


def test_wishes_that_came_true_thank_who_did_it(guest: Client) -> None:
    done = make_need(
        kind=NeedKind.WISH, state=NeedState.CLOSED, title="想去看一次海", served_at=NOW, score=5,
        score_words="谢谢王阿姨",
    )  # fmt: skip
    make_serving(need=done, body=make.make_body(name="暖阳队"), state=ServingState.CONFIRMED)
    said = words(guest.get("/help/wishes/"))
    assert (
        "谢谢暖阳队" in said and "打了 5 分" in said and "王阿姨" not in said and "心愿都有人认领了" in said
    )


@pytest.mark.parametrize("more", [1, 3])
def test_the_wall_costs_the_same(guest: Client, django_assert_num_queries: Any, more: int) -> None:
    for _turn in range(more):
        make_need(kind=NeedKind.WISH, state=NeedState.QUEUED)
        make_need(kind=NeedKind.WISH, state=NeedState.CLOSED, served_at=NOW)
    with django_assert_num_queries(5):  # kinds, districts, wishes, came true, figures
        guest.get("/help/wishes/")
