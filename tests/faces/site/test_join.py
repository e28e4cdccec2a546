"""Registering: a phone, a code, a password; wrong steps keep what was typed and leave nothing behind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from redvest.registry.models import Account, OutgoingMessage
from tests.faces.site.conftest import html, words
from tests.factories import registry

pytestmark = pytest.mark.django_db
PASSWORD = "xiangyang-hua-2026"


@pytest.fixture(autouse=True)
def messages_are_kept(settings: Any) -> None:
    settings.REDVEST_DEMO = True


def sent_code() -> str:
    message = OutgoingMessage.objects.latest("id")
    found = re.search(r"\d{6}", message.text)
    assert found is not None
    return found[0]


def ask(client: Client, phone: str, **more: str) -> Any:
    return client.post("/join/", {"step": "send", "phone": phone, **more})


def finish(client: Client, phone: str, **more: str) -> Any:
    typed = {"step": "finish", "phone": phone, "code": sent_code(), "name": "李明霞", "password": PASSWORD}
    return client.post("/join/", {**typed, **more})


def test_from_phone_to_an_open_session(guest: Client) -> None:
    phone = registry.next_phone()
    second = ask(guest, phone)
    assert second.status_code == 200 and f"验证码发到 {phone} 了" in words(second)
    response = finish(guest, phone)
    assert (response.status_code, response["Location"]) == (302, "/me/real-name/")
    assert Account.objects.get().name == "李明霞"
    assert guest.get("/me/").status_code == 200


def test_where_one_wanted_to_go_is_kept(guest: Client) -> None:
    phone = registry.next_phone()
    ask(guest, phone, next="/activities/")
    assert finish(guest, phone, next="/activities/")["Location"] == "/me/real-name/?next=%2Factivities%2F"
    other = registry.next_phone()
    away = Client()
    ask(away, other, next="https://evil.example/")
    assert finish(away, other, next="https://evil.example/")["Location"] == "/me/real-name/"


@pytest.mark.parametrize(
    ("phone", "sentence"),
    [("", "请填写手机号。"), ("123", "手机号应该是 11 位数字"), ("29907900000", "应该以 13 到 19 开头")],
)
def test_a_wrong_phone_is_kept_and_explained(guest: Client, phone: str, sentence: str) -> None:
    response = ask(guest, phone)
    assert response.status_code == 422 and sentence in words(response)
    assert not phone or f'value="{phone}"' in html(response)
    assert not OutgoingMessage.objects.exists()


def test_a_wrong_code_keeps_the_rest(guest: Client) -> None:
    phone = registry.next_phone()
    ask(guest, phone)
    wrong = "000000" if sent_code() != "000000" else "111111"
    response = finish(guest, phone, code=wrong)
    assert response.status_code == 422 and "验证码不对" in words(response)
    assert 'value="李明霞"' in html(response) and f'value="{phone}"' in html(response)
    assert PASSWORD not in html(response)
    assert not Account.objects.exists()


def test_a_weak_password_is_refused_before_the_code_is_used(guest: Client) -> None:
    phone = registry.next_phone()
    ask(guest, phone)
    response = finish(guest, phone, password="12345678")
    assert response.status_code == 422 and "太容易被猜到" in words(response)
    assert finish(guest, phone).status_code == 302


def test_a_phone_with_an_account_is_sent_to_the_login(guest: Client) -> None:
    phone = registry.next_phone()
    registry.make_account(phone=phone)
    ask(guest, phone)
    response = finish(guest, phone)
    assert response.status_code == 409 and "这个手机号已经有账号了" in words(response)
    assert Account.objects.count() == 1


def test_a_second_code_at_once_is_refused_and_the_name_stays(guest: Client) -> None:
    phone = registry.next_phone()
    ask(guest, phone)
    response = ask(guest, phone, name="李明霞")
    assert response.status_code == 422 and "验证码发得太频繁了" in words(response)
    assert OutgoingMessage.objects.count() == 1


def test_spaces_in_the_code_do_not_matter(guest: Client) -> None:
    phone = registry.next_phone()
    ask(guest, phone)
    code = sent_code()
    assert finish(guest, phone, code=f" {code[:3]} {code[3:]} ").status_code == 302


def test_who_is_signed_in_does_not_register_again(member: Client) -> None:
    assert member.get("/join/")["Location"] == "/me/"
