"""Signing in and out, and a new password."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import OutgoingMessage
from tests.faces.site.conftest import html, words
from tests.faces.site.test_join import sent_code
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def messages_are_kept(settings: Any) -> None:
    settings.REDVEST_DEMO = True


@pytest.fixture
def phone() -> str:
    number = registry.next_phone()
    registry.make_account(phone=number)
    return number


def test_by_password(guest: Client, phone: str) -> None:
    response = guest.post("/login/", {"phone": phone, "password": registry.PASSWORD, "next": "/me/hours/"})
    assert (response.status_code, response["Location"]) == (302, "/me/hours/")
    assert guest.get("/me/").status_code == 200


def test_never_away_from_the_house(guest: Client, phone: str) -> None:
    typed = {"phone": phone, "password": registry.PASSWORD, "next": "//evil.example/x"}
    assert guest.post("/login/", typed)["Location"] == "/me/"


@pytest.mark.parametrize("known", [True, False])
def test_wrong_password_and_unknown_phone_hear_the_same(guest: Client, phone: str, known: bool) -> None:
    number = phone if known else registry.next_phone()
    response = guest.post("/login/", {"phone": number, "password": "not-it-at-all"})
    assert response.status_code == 422 and "手机号或密码不对" in words(response)
    assert f'value="{number}"' in html(response) and "not-it-at-all" not in html(response)
    assert guest.get("/me/").status_code == 302


def test_by_code(guest: Client, phone: str) -> None:
    second = guest.post("/login/", {"way": "code", "step": "send", "phone": phone})
    assert 'name="code"' in html(second)
    typed = {"way": "code", "step": "finish", "phone": phone, "code": sent_code()}
    assert guest.post("/login/", typed).status_code == 302
    assert guest.get("/me/").status_code == 200


def test_the_session_gets_a_new_key(guest: Client, phone: str) -> None:
    guest.get("/")
    session = guest.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    guest.cookies["sessionid"] = before or ""
    guest.post("/login/", {"phone": phone, "password": registry.PASSWORD})
    assert guest.session.session_key != before


def test_a_page_that_asks_who_i_am_brings_me_back(guest: Client) -> None:
    assert guest.get("/me/hours/?after=x")["Location"] == "/login/?next=%2Fme%2Fhours%2F%3Fafter%3Dx"


def test_signing_out_takes_a_press(member: Client) -> None:
    assert member.get("/logout/").status_code == 405
    assert member.post("/logout/")["Location"] == "/"
    assert member.get("/me/").status_code == 302


def test_a_forgotten_password(guest: Client, phone: str) -> None:
    guest.post("/forgot/", {"step": "send", "phone": phone})
    typed = {"step": "finish", "phone": phone, "code": sent_code(), "password": "xin-mima-8888"}
    weak = guest.post("/forgot/", {**typed, "password": "1"})
    assert weak.status_code == 422 and f'value="{phone}"' in html(weak)
    done = guest.post("/forgot/", typed, follow=True)
    assert "新密码设好了" in words(done)
    assert guest.post("/login/", {"phone": phone, "password": registry.PASSWORD}).status_code == 422
    assert guest.post("/login/", {"phone": phone, "password": "xin-mima-8888"}).status_code == 302


def test_a_wrong_code_changes_no_password(guest: Client, phone: str) -> None:
    guest.post("/forgot/", {"step": "send", "phone": phone})
    wrong = "000000" if sent_code() != "000000" else "111111"
    typed = {"step": "finish", "phone": phone, "code": wrong, "password": "xin-mima-8888"}
    assert "验证码不对" in words(guest.post("/forgot/", typed))
    assert guest.post("/login/", {"phone": phone, "password": registry.PASSWORD}).status_code == 302
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(("page", "more"), [("/join/", {}), ("/forgot/", {}), ("/login/", {"way": "code"})])
def test_who_has_a_code_already_goes_on_without_another_one(
    guest: Client, page: str, more: dict[str, str]
) -> None:
    sent = {"step": "send", "phone": registry.next_phone(), **more}
    guest.post(page, sent)
    assert "已经有验证码了？直接填" in words(guest.get(page, more))
    again = guest.post(page, sent | {"step": "have"})
    assert 'name="code"' in html(again) and "收到的六位数字" in words(again)
    assert OutgoingMessage.objects.count() == 1
    assert "还要等 60 秒" in words(guest.post(page, sent))
