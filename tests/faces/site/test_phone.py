"""The pages of changing one's phone and of the lost one: in two steps, refusals beside their fields, nothing typed lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.actions.phone import change_phone
from redvest.registry.actions.recovery import recover_due
from redvest.registry.actions.second_factor import add_app
from redvest.registry.choices import CodePurpose, PhoneProof
from redvest.registry.models import Account, AccountRecovery, OutgoingMessage, Volunteer
from redvest.registry.phone_errors import PhoneProofWeak
from redvest.registry.rules.second_factor import code_at, new_secret
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
OLD, NEW = "19907906666", "19907907777"


@pytest.fixture
def number(settings: Any) -> str:
    settings.REDVEST_DEMO = True
    return registry.next_id_number()


@pytest.fixture
def owner(number: str) -> Volunteer:
    return registry.make_volunteer(name="李明霞", phone=OLD, id_number=number)


@pytest.fixture
def mine(owner: Volunteer) -> Client:
    assert owner.account is not None
    return browser_of(owner.account)


def code(phone: str, purpose: CodePurpose) -> str:
    return registry.make_code(phone, purpose, code="864209")


def test_from_the_safety_page_to_the_new_phone(mine: Client, number: str) -> None:
    assert "/me/phone/" in html(mine.get("/me/security/"))
    assert "199****6666" in words(mine.get("/me/phone/"))
    sent = mine.post("/me/phone/", {"step": "send", "phone": NEW, "proof": "id"})
    assert sent.status_code == 200 and "新手机收到的验证码" in words(sent)
    typed = {"step": "finish", "phone": NEW, "proof": "id", "typed": registry.next_id_number()}
    typed["code"] = code(NEW, CodePurpose.NEW_PHONE)
    refused = mine.post("/me/phone/", typed)
    assert refused.status_code == 422 and "证件号码和登记的对不上" in words(refused)
    assert mine.post("/me/phone/", typed | {"typed": number}, follow=True).redirect_chain == [
        ("/login/", 302)
    ]
    assert Account.objects.get().phone_tail == "7777"
    assert mine.get("/me/phone/").status_code == 302  # every session is over


def test_both_phones_get_a_code_and_a_wrong_old_one_is_said_where_it_is(mine: Client) -> None:
    sent = mine.post("/me/phone/", {"step": "send", "phone": NEW, "proof": "old"})
    assert "旧手机收到的验证码" in words(sent)
    assert "换到别的手机号" in registry.last_text(OLD) and "换到这个手机号" in registry.last_text(NEW)
    typed = {"step": "finish", "phone": NEW, "proof": "old", "typed": "1", "code": "1"}
    page = mine.post("/me/phone/", typed)
    assert (page.status_code, Account.objects.get().phone_tail) == (422, "6666")
    assert "旧手机收到的验证码不对" in words(page)


@pytest.mark.parametrize(
    ("phone", "said"), [("123", "手机号"), (OLD, "新号码就是现在的手机号"), ("", "请填写手机号")]
)
def test_a_phone_that_cannot_be(mine: Client, phone: str, said: str) -> None:
    page = mine.post("/me/phone/", {"step": "send", "phone": phone, "proof": "old"})
    assert page.status_code in (409, 422) and said in words(page)


def test_staff_and_who_has_no_factor_are_not_offered_what_does_not_count(
    owner: Volunteer, mine: Client
) -> None:
    assert 'value="id"' in html(mine.get("/me/phone/")) and 'value="factor"' not in html(
        mine.get("/me/phone/")
    )
    registry.make_grant(account=owner.account, role="inspector", region=registry.make_region_tree().city)  # type: ignore[arg-type]
    assert 'value="id"' not in html(mine.get("/me/phone/"))


def test_beside_a_second_factor_the_id_number_is_too_little(
    owner: Volunteer, mine: Client, number: str
) -> None:
    by, seed = registry.volunteer_standing(owner), new_secret()
    add_app(by=by, secret_bytes=seed, typed=code_at(seed, NOW), label="手机", at=NOW)
    page = html(mine.get("/me/phone/"))
    assert 'value="factor"' in page and 'value="id"' not in page
    typed = {"step": "finish", "phone": NEW, "proof": "id", "typed": number}
    assert mine.post("/me/phone/", typed | {"code": code(NEW, CodePurpose.NEW_PHONE)}).status_code == 422
    with pytest.raises(PhoneProofWeak):  # nor over the API
        change_phone(by=by, phone=NEW, code="864209", proof=PhoneProof.ID, typed=number, at=NOW)
    assert Account.objects.get().phone_tail == "6666"


def lost(guest: Client, number: str, **more: str) -> Any:
    typed = {
        "step": "finish",
        "phone": NEW,
        "name": "李明霞",
        "id_type": "resident-card",
        "id_number": number,
    }
    return guest.post("/login/lost/", typed | {"code": code(NEW, CodePurpose.RECOVER)} | more)


def test_lost_and_found_after_the_days(
    guest: Client, mine: Client, owner: Volunteer, number: str, on_the_tests_day: Any
) -> None:
    assert "/login/lost/" in html(guest.get("/login/"))
    assert "7 天里没有人反对" in words(guest.get("/login/lost/"))
    assert "申请找回" in words(guest.post("/login/lost/", {"step": "send", "phone": NEW}))
    refused = lost(guest, number, name="王小路")
    assert refused.status_code == 422 and "对不上" in words(refused) and "王小路" in html(refused)
    assert lost(guest, number).status_code == 302
    assert "有人在找回这个账号" in words(mine.get("/me/phone/"))
    due = AccountRecovery.objects.get().due_at
    on_the_tests_day.move_to(due)
    assert recover_due(at=due) == 1
    code_now = registry.make_code(NEW, CodePurpose.SIGN_IN, at=due)
    entered = guest.post("/login/", {"way": "code", "step": "finish", "phone": NEW, "code": code_now})
    assert entered.status_code == 302 and guest.get("/me/hours/").status_code == 200


def test_not_me(guest: Client, mine: Client, number: str, owner: Volunteer) -> None:
    lost(guest, number)
    for page in ("/me/", "/activities/", "/help/"):  # wherever one is
        assert "有人在找回你的账号" in words(mine.get(page)), page
        assert "有人在找回" not in words(guest.get(page, follow=True))
    assert "停掉了" in words(mine.post("/me/phone/not-me/", follow=True))
    assert AccountRecovery.objects.get().state == "objected"
    assert "没有正在等的" in words(mine.post("/me/phone/not-me/", follow=True))
    assert AccountRecovery.objects.get().due_at > NOW


def test_both_codes_are_told_and_reached_again(mine: Client) -> None:
    for step in ("send", "have"):
        page = mine.post("/me/phone/", {"step": step, "phone": NEW, "proof": "old"})
        assert "两条都要填" in words(page) and 'name="typed"' in html(page)
    assert OutgoingMessage.objects.count() == 2
