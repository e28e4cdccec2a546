"""The pages of stand-ins and swaps: by name, by link, and the one who is asked says yes with one press."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.models import HandOver, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.service import make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(person: Volunteer) -> SignUp:
    return make_signup(post=make_post(places=1), volunteer=person)


@pytest.fixture
def friend() -> Volunteer:
    return registry.make_volunteer(name="欧阳明霞")


def browser(volunteer: Volunteer) -> Client:
    assert volunteer.account is not None
    return browser_of(volunteer.account)


def test_by_name_and_the_friend_says_yes(me: Client, held: SignUp, friend: Volunteer) -> None:
    assert "找人顶替" in words(me.get(f"/me/signups/{held.pk}/"))
    address = f"/me/signups/{held.pk}/hand-over/"
    said = me.post(address, {"verb": "stand-in", "number": friend.number, "name": "王五"})
    assert said.status_code == 404 and "没有找到这个编号和姓名" in words(said)
    form = {"verb": "stand-in", "number": friend.number, "name": friend.name}
    assert "请了 欧阳*霞" in words(me.post(address, form, follow=True))
    asked, theirs = HandOver.objects.get(), browser(friend)
    assert "想请你顶替" in words(theirs.get("/me/signups/"))
    assert "好，我去" in words(theirs.get(f"/me/hand-overs/{asked.pk}/"))
    theirs.post(f"/me/hand-overs/{asked.pk}/", {"verb": "yes"})
    assert SignUp.objects.get(volunteer=friend).state == "confirmed"
    assert "想请你顶替" not in words(theirs.get("/me/signups/"))


def test_a_link_is_shown_once_and_brings_the_place(me: Client, held: SignUp, friend: Volunteer) -> None:
    page = me.post(f"/me/signups/{held.pk}/hand-over/", {"verb": "link"}).content.decode()
    found = re.search(r"/hand-over/[\w-]{20,}/", page)
    assert found
    assert found[0] not in me.get(f"/me/signups/{held.pk}/hand-over/").content.decode()
    assert me.get(found[0]).status_code == 302
    theirs = browser(friend)
    assert "想请你顶替" in words(theirs.get(found[0]))
    theirs.post(found[0], {"verb": "yes"})
    assert SignUp.objects.get(volunteer=friend).state == "confirmed"
    late = browser(registry.make_volunteer(name="周路人")).post(found[0], {"verb": "yes"})
    assert late.status_code == 409 and "已经结束了" in words(late)


def test_taking_it_back_and_strangers(me: Client, held: SignUp, friend: Volunteer) -> None:
    form = {"verb": "stand-in", "number": friend.number, "name": friend.name}
    me.post(f"/me/signups/{held.pk}/hand-over/", form)
    asked = HandOver.objects.get()
    stranger = browser(registry.make_volunteer(name="周路人"))
    assert stranger.get(f"/me/hand-overs/{asked.pk}/").status_code == 404
    assert stranger.get(f"/me/signups/{held.pk}/hand-over/").status_code == 404
    assert stranger.post(f"/me/hand-overs/{asked.pk}/withdraw/").status_code == 403
    assert HandOver.objects.get().state == "open"
    assert "撤回了" in words(me.post(f"/me/hand-overs/{asked.pk}/withdraw/", follow=True))
    answer = browser(friend).post(f"/me/hand-overs/{asked.pk}/", {"verb": "yes"})
    assert answer.status_code == 409 and SignUp.objects.count() == 1


def test_the_form_of_a_swap_is_there_where_there_is_something_to_swap(me: Client, held: SignUp) -> None:
    assert "互换的人" not in words(me.get(f"/me/signups/{held.pk}/hand-over/"))
    make_post(activity=held.activity, title="引导员")
    page = me.get(f"/me/signups/{held.pk}/hand-over/")
    assert "提出互换" in words(page)
    other = registry.make_volunteer(name="周路人")
    form = {"verb": "swap", "number": other.number, "name": other.name}
    said = me.post(f"/me/signups/{held.pk}/hand-over/", form)
    assert said.status_code == 422 and "没法互换" in words(said)


def test_the_sign_ups_page_says_that_one_waits_for_an_answer_and_that_the_place_went_on(
    me: Client, held: SignUp, friend: Volunteer
) -> None:
    own = f"/me/signups/{held.pk}/"
    me.post(f"{own}hand-over/", {"verb": "stand-in", "number": friend.number, "name": friend.name})
    page = words(me.get(own))
    assert "请了人，还在等回话" in page and "去不了？找人顶替" not in page
    browser(friend).post(f"/me/hand-overs/{HandOver.objects.get().pk}/", {"verb": "yes"})
    page = words(me.get(own))
    assert "转给别人了" in page and "已取消" not in page
