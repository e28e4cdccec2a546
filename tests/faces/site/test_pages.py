"""The front page, the standing pages, the developer inbox, and who may enter what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from redvest.faces.site import urls
from redvest.registry.actions.message import send_message
from redvest.registry.models import Body, Volunteer
from redvest.service.choices import Grade
from tests.faces.site.conftest import html, words
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity, make_entry, make_post

pytestmark = pytest.mark.django_db


def views() -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in urls.urlpatterns:
        found += each.url_patterns if isinstance(each, URLResolver) else [each]
    return found


@pytest.mark.parametrize("pattern", views(), ids=lambda pattern: str(pattern.pattern) or "home")
def test_every_page_says_who_may_enter(pattern: URLPattern) -> None:
    assert getattr(pattern.callback, "who_may_enter", "") in {"public", "members", "volunteers"}


@pytest.mark.parametrize(
    "address",
    [
        "/me/",
        "/me/real-name/",
        "/me/profile/",
        "/me/signups/",
        "/me/hours/",
        "/me/certificates/",
        "/me/scan/",
    ],
)
def test_own_pages_ask_who_one_is(guest: Client, address: str) -> None:
    response = guest.get(address)
    assert response.status_code == 302 and response["Location"].startswith("/login/?next=%2Fme%2F")


@pytest.mark.parametrize("address", ["/me/profile/", "/me/signups/", "/me/certificates/", "/me/scan/"])
def test_without_a_record_the_way_to_one_is_told(member: Client, address: str) -> None:
    response = member.get(address)
    assert response.status_code == 403 and "先完成实名登记" in words(response)


@pytest.mark.parametrize(
    "address", ["/", "/activities/", "/join/", "/login/", "/forgot/", "/about/", "/help/", "/privacy/"]
)
def test_public_pages_open_for_everybody_and_carry_nothing_inline(
    guest: Client, me: Client, address: str
) -> None:
    response = guest.get(address)
    assert response.status_code == 200
    page = html(response)
    assert " style=" not in page and "<style" not in page and "onclick=" not in page
    assert len(page) < 60_000
    assert me.get(address).status_code in (200, 302)


def test_home_shows_the_exact_figures_and_how_they_are_counted(
    guest: Client, person: Volunteer, body: Body
) -> None:
    make_entry(volunteer=person, body=body, minutes=180, grade=Grade.A)
    make_entry(volunteer=person, body=body, minutes=60, grade=Grade.D)
    response = guest.get("/")
    said = words(response)
    assert "1 实名志愿者" in said and "1 志愿组织" in said
    assert "截至 3月5日 周四 10:00 · 怎么算的？" in said and "一个人只算一次" in said
    assert response.context["figures"].as_of == NOW


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ({"A": 180, "D": 60}, "25.0%"),
        ({"A": 1_000_000, "D": 1}, "<0.1%"),
        ({"A": 1, "D": 1_000_000}, ">99.9%"),
        ({"D": 60}, "100%"),
        ({"A": 60, "D": 0}, "没有未核验的时长"),
        ({}, "没有未核验的时长"),
    ],
)
def test_the_share_of_unproven_hours_is_told(minutes: dict[str, int], said: str) -> None:
    from redvest.faces.site.home import unverified_share
    from redvest.oversight.queries.headline import Headline

    figures = Headline(1, 1, 1, 1, 0, 0, 0, 0, None, NOW, minutes)
    assert said in unverified_share(figures)


def test_home_offers_what_is_open_and_the_way_in(guest: Client, me: Client, member: Client) -> None:
    make_post(activity=make_activity(title="陪独居老人买菜"))
    make_activity(title="没有岗位的事")
    said = words(guest.get("/"))
    assert "陪独居老人买菜" in said and "没有岗位的事" not in said
    assert "登记成为志愿者" in said and "收到一份证明？" in said
    assert "接着完成实名登记" in words(member.get("/"))
    assert "第一次来？" not in words(me.get("/"))


def test_home_without_activities_teaches(guest: Client) -> None:
    assert "这会儿没有正在报名的活动" in words(guest.get("/"))


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same(guest: Client, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        make_post(activity=make_activity(title=f"第{number}场"))
    with django_assert_num_queries(5):  # activities with their posts, figures, kinds, districts, crises
        guest.get("/")


def test_the_inbox_exists_in_a_demo_only(guest: Client, settings: Any) -> None:
    settings.REDVEST_DEMO = False
    assert guest.get("/dev/inbox/").status_code == 404
    settings.REDVEST_DEMO = True
    send_message(city=CITY, phone="19907901234", text="【红马甲】登录验证码 604817，10 分钟内有效。", at=NOW)
    send_message(city=CITY, phone="19907905678", text="【红马甲】活动改到九点。", at=NOW)
    said = words(guest.get("/dev/inbox/"))
    assert "604817" in said and "活动改到九点" in said
    narrowed = guest.get("/dev/inbox/?tail=1234")
    assert "活动改到九点" not in words(narrowed)
    assert '<b class="num" data-code>604817</b>' in html(narrowed)


def test_preferences_reach_every_page(guest: Client) -> None:
    registry.make_region_tree()
    guest.cookies["elder"] = "1"
    assert 'data-elder="1"' in html(guest.get("/activities/"))
