"""Kept searches on their pages: from the list, watched or not, renamed, dropped, stopped from a message."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.models import SavedSearch
from redvest.service.rules.look import Look
from tests.faces.site.conftest import html, words
from tests.factories.registry import CITY, NOW, make_domain, make_region_tree, make_volunteer

pytestmark = pytest.mark.django_db
LIST = "/me/searches/"


def kept_by(person: Volunteer, look: Look = Look(q="老人"), name: str = "陪老人") -> SavedSearch:  # noqa: B008 - frozen
    return SavedSearch.objects.create(
        city=CITY, volunteer=person, name=name, asked=look.kept(), created_at=NOW
    )


def test_the_list_offers_to_keep_what_was_asked_in_words(me: Client, guest: Client) -> None:
    make_region_tree()
    make_domain()
    asked = "?q=老人&domain=xinyu:02&region=360502&days=6,7&part=morning&age=16&easy=1"
    page = html(me.get(f"/activities/{asked}"))
    assert 'value="老人 · 邻里守望 · 渝水区 · 周末上午 · 16 岁能参加 · 不用先培训"' in page
    assert "登录并登记以后，可以存下这个查找" in words(guest.get(f"/activities/{asked}"))
    assert "存下这个查找" not in words(me.get("/activities/?open=1"))


def test_kept_without_the_place_one_stands_at(me: Client) -> None:
    address = "/me/searches/keep/?q=老人&days=6,7&near=114.930,27.810&open=1"
    page = me.post(address, {"name": "周末陪老人", "watched": "1"}, follow=True)
    assert "存好了" in words(page)
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.watched, kept.asked) == ("周末陪老人", True, {"q": "老人", "weekdays": [6, 7]})
    assert 'href="/activities/?q=%E8%80%81%E4%BA%BA&amp;days=6,7"' in html(page)
    assert "老人 · 周末" in words(page)


def test_kept_without_being_told_promises_no_messages(me: Client) -> None:
    page = words(me.post("/me/searches/keep/?q=老人", {"name": "先存着"}, follow=True))
    assert "没有勾提醒" in page and "发消息告诉你" not in page
    assert not SavedSearch.objects.get().watched


@pytest.mark.parametrize(
    ("asked", "name", "said"), [("q=老人", "", "给这个查找起个名字"), ("open=1", "全部", "还没有说要找什么")]
)
def test_a_refusal_comes_back_to_the_list(me: Client, asked: str, name: str, said: str) -> None:
    page = me.post(f"/me/searches/keep/?{asked}", {"name": name}, follow=True)
    assert page.redirect_chain[-1][0].startswith("/activities/?")
    assert said in words(page)
    assert not SavedSearch.objects.exists()


def test_quiet_again_renamed_and_dropped(me: Client, person: Volunteer) -> None:
    kept = kept_by(person)
    one = f"{LIST}{kept.pk}/"
    assert "有新的就告诉我" in words(me.get(LIST))
    assert "不提醒" in words(me.post(one, {"watched": "0"}, follow=True))
    assert "换个名字" in words(me.post(one, {"name": "换个名字"}, follow=True))
    assert "给这个查找起个名字" in words(me.post(one, {"name": " "}, follow=True))
    found = SavedSearch.objects.get()
    assert (found.name, found.watched) == ("换个名字", False)
    assert "还没有存过查找" in words(me.post(f"{one}drop/", follow=True))


def test_days_that_are_gone_are_said(me: Client, person: Volunteer) -> None:
    kept_by(person, Look(to=NOW.date().replace(day=1)))
    assert "日子过了" in words(me.get(LIST))


def test_anothers_is_not_found_and_visitors_sign_in(me: Client, guest: Client) -> None:
    kept = kept_by(make_volunteer())
    for address in (f"{LIST}{kept.pk}/", f"{LIST}{kept.pk}/drop/"):
        assert me.post(address).status_code == 404
        assert guest.post(address).status_code in (302, 401)
    assert SavedSearch.objects.filter(pk=kept.pk, watched=True).exists()


def test_the_link_of_a_message_stops_by_one_press_and_not_by_being_looked_at(guest: Client) -> None:
    kept = kept_by(make_volunteer())
    address = f"/watch/{kept.stop_key}/"
    page = words(guest.get(address))
    assert "不再告诉我" in page
    assert "陪老人" in page
    assert SavedSearch.objects.get().watched
    assert "已经停了" in words(guest.post(address))
    assert not SavedSearch.objects.get().watched
    assert "已经停了" in words(guest.get(address))
    assert guest.get(f"/watch/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_few_queries_however_many(
    me: Client, person: Volunteer, count: int, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for turn in range(count):
        kept_by(person, Look(q=f"老人{turn}"))
    me.get(LIST)
    with django_assert_max_num_queries(6):
        me.get(LIST)
