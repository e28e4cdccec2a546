"""The second question at the door of the desk, on the site and at the API."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client

from redvest.registry.choices import CodePurpose, Role
from redvest.registry.models import Account, ApiToken, SecondFactor
from redvest.registry.queries.second_factor import codes_left
from redvest.registry.rules.second_factor import code_at
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_earnest(settings: Any) -> None:
    settings.REDVEST_SECOND_FACTOR = True


@pytest.fixture
def officer() -> Account:
    account = registry.make_account(name="刘区域", phone="18679000001")
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    return account


def sit_down(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def set_up(client: Client, at: Any = NOW) -> bytes:
    """Take an app on over the pages; returns its secret."""
    with time_machine.travel(at, tick=False):
        shown = client.get("/me/security/app/").content.decode()
        secret = bytes.fromhex(client.session["new_app_secret"])
        assert "otpauth" not in shown  # only drawn, never as text that a history keeps
        page = client.post("/me/security/app/", {"code": code_at(secret, at), "label": "我的手机"})
    assert page.status_code == 200
    assert len(re.findall(r"<li>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</li>", page.content.decode())) == 10
    return secret


def test_staff_without_a_factor_are_led_to_set_one_up_and_then_enter(officer: Account) -> None:
    client = sit_down(officer)
    door = client.get("/desk/people/")
    assert door.status_code == 302 and door["Location"] == "/login/second/?next=%2Fdesk%2Fpeople%2F"
    assert client.get(door["Location"])["Location"] == "/me/security/?next=%2Fdesk%2Fpeople%2F"
    assert "你在工作台有角色" in client.get("/me/security/").content.decode()

    set_up(client)

    assert client.get("/desk/people/").status_code == 200


def test_a_new_session_is_asked_again_and_a_wrong_code_opens_nothing(officer: Account) -> None:
    secret = set_up(sit_down(officer))
    client, later = sit_down(officer), NOW + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        assert client.get("/desk/").status_code == 302
        assert client.post("/login/second/", {"code": "000000"}).status_code == 422
        assert client.get("/desk/").status_code == 302
        passed = client.post("/login/second/", {"code": code_at(secret, later), "next": "/desk/hours/"})
        assert passed["Location"] == "/desk/hours/"
        assert client.get("/desk/").status_code == 200


def test_the_way_on_leads_nowhere_else(officer: Account) -> None:
    secret = set_up(sit_down(officer))
    client, later = sit_down(officer), NOW + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        sent = {"code": code_at(secret, later), "next": "https://elsewhere.example/"}
        assert client.post("/login/second/", sent)["Location"] == "/desk/"


def test_a_stolen_session_changes_no_factor(officer: Account) -> None:
    set_up(sit_down(officer))
    thief, before = sit_down(officer), list(SecondFactor.objects.values())
    factor = SecondFactor.objects.get()
    for address in ("app/", "codes/", "passkey/", "passkey/add/", f"{factor.pk}/remove/"):
        answer = thief.post(f"/me/security/{address}", "{}", content_type="application/json")
        assert answer.status_code == 302 and answer["Location"].startswith("/login/second/"), address
    assert list(SecondFactor.objects.values()) == before
    assert codes_left(officer.pk) == 10


def test_the_proof_ends_with_the_session_and_belongs_to_one_account(officer: Account) -> None:
    client = sit_down(officer)
    set_up(client)
    other = registry.make_account(name="张中心")
    registry.make_grant(account=other, role=Role.CENTRE, region=registry.make_region_tree().city)
    client.force_login(other)
    assert client.get("/desk/").status_code == 302
    client.post("/logout/")
    client.force_login(officer)
    assert client.get("/desk/").status_code == 302


def test_volunteers_without_a_factor_are_never_asked() -> None:
    account = registry.make_volunteer().account
    assert account is not None
    client = sit_down(account)
    assert client.get("/me/").status_code == 200
    assert client.get("/me/security/").status_code == 200


def test_a_demonstration_waives_it_and_says_so(officer: Account, settings: Any) -> None:
    settings.REDVEST_SECOND_FACTOR, settings.REDVEST_DEMO = False, True
    assert "演示模式：进工作台没有要第二重验证" in sit_down(officer).get("/desk/").content.decode()


PHONE = "18679000003"


@pytest.fixture
def careful() -> bytes:
    """A volunteer without any role who has added an app; returns its secret."""
    person = registry.make_volunteer(name="李明霞", phone=PHONE)
    assert person.account is not None
    return set_up(sit_down(person.account))


def first_proof(way: str) -> tuple[Client, Any]:
    """Sign in by password or code, five minutes later."""
    client, sent = Client(), {"phone": PHONE, "next": "/me/hours/"}
    if way == "code":
        code = registry.make_code(PHONE, CodePurpose.SIGN_IN)
        sent |= {"way": "code", "step": "finish", "code": code}
    else:
        sent["password"] = registry.PASSWORD
    return client, client.post("/login/", sent)


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("way", ["password", "code"])
def test_whoever_added_one_is_asked_at_every_sign_in(
    careful: bytes, settings: Any, way: str, demo: bool
) -> None:
    settings.REDVEST_SECOND_FACTOR = not demo
    later = NOW + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        client, answer = first_proof(way)
        assert answer["Location"] == "/login/second/?next=%2Fme%2Fhours%2F"
        assert "登录时要再验证一次" in client.get(answer["Location"]).content.decode()
        assert client.get("/me/").status_code == 302  # nobody is signed in yet
        wrong = client.post("/login/second/", {"code": "000000"})
        assert (wrong.status_code, client.get("/me/").status_code) == (422, 302)
        passed = client.post("/login/second/", {"code": code_at(careful, later), "next": "/me/hours/"})
        assert passed["Location"] == "/me/hours/"
        assert client.get("/me/hours/").status_code == 200
        assert client.get("/me/security/app/").status_code == 200  # proven in this session


def test_the_second_proof_comes_in_time_and_after_the_first(careful: bytes) -> None:
    later = NOW + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        assert (
            Client()
            .post("/login/second/", {"code": code_at(careful, later)})["Location"]
            .startswith("/login/?")
        )
        client, _ = first_proof("password")
        Account.objects.update(
            session_epoch=F("session_epoch") + 1
        )  # its phone moved, or its sessions were ended
        assert client.get("/login/second/")["Location"].startswith("/login/?")
        client, _ = first_proof("password")
    with time_machine.travel(later + timedelta(minutes=11), tick=False):
        assert client.get("/login/second/")["Location"].startswith("/login/?")


def test_a_token_asks_for_it_too_and_those_from_before_end(careful: bytes) -> None:
    with time_machine.travel(NOW, tick=False):
        assert token(PHONE).json()["code"] == "second-factor-needed"
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("address", ["/login/second/", "/me/security/", "/me/security/app/"])
def test_guests_sign_in_first(address: str) -> None:
    assert Client().get(address)["Location"].startswith("/login/?next=")


def test_a_passkey_answer_out_of_the_blue_is_refused(officer: Account) -> None:
    client = sit_down(officer)
    for sent in ("{}", "[]", "no json", json.dumps({"id": "x", "response": {}})):
        answer = client.post("/me/security/passkey/add/", sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "second-factor-expired")
        client.post("/me/security/passkey/")
        answer = client.post("/me/security/passkey/add/", sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "second-factor-wrong")
    assert not SecondFactor.objects.exists()


def test_removing_ones_last_factor_is_refused_while_there_is_a_role(officer: Account) -> None:
    client = sit_down(officer)
    set_up(client)
    page = client.post(f"/me/security/{SecondFactor.objects.get().pk}/remove/", follow=True)
    assert "至少要留一种" in page.content.decode()
    assert SecondFactor.objects.count() == 1


def token(phone: str, **more: str) -> Any:
    sent = {"phone": phone, "password": registry.PASSWORD, **more}
    return Client().post("/api/v1/auth/token", json.dumps(sent), content_type="application/json")


def test_a_token_for_staff_needs_the_second_factor_too(officer: Account) -> None:
    with time_machine.travel(NOW, tick=False):
        refused = token("18679000001")
        assert (refused.status_code, refused.json()["code"]) == (403, "second-factor-needed")
        secret = set_up(sit_down(officer))
    later = NOW + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        assert token("18679000001", second="000000").status_code == 422
        assert not ApiToken.objects.exists()
        assert token("18679000001", second=code_at(secret, later)).status_code == 200
    assert ApiToken.objects.count() == 1


def test_a_token_for_a_volunteer_does_not() -> None:
    registry.make_account(phone="18679000002")
    assert token("18679000002").status_code == 200
