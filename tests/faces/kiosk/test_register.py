"""The form of registering at a screen: step by step, with a guardian, and gone afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from redvest.faces.shared.register_form import PersonForm
from redvest.registry.choices import CodePurpose, ConsentPurpose
from redvest.registry.models import Consent, Guardian, Volunteer
from tests.faces.kiosk.conftest import MINUTE, Kiosk, phone_of, say_who
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
AT = NOW + 2 * MINUTE
CHILD = date(2011, 5, 17)


@pytest.fixture
def helped(kiosk: Kiosk, screen: Client) -> Client:
    """The screen, with a helper who said who she is."""
    helper = registry.make_volunteer(name="陈小梅")
    say_who(screen, kiosk, phone_of(helper.account), "register/")
    return screen


def filled(phone: str, born: date = date(1950, 5, 17), **more: Any) -> dict[str, Any]:
    return {
        "step": "finish",
        "phone": phone,
        "code": "246810",
        "name": "王桂兰",
        "id_number": registry.next_id_number(born),
        "domains": [PersonForm().fields["domains"].choices[0][0]],  # type: ignore[attr-defined]
        "consent": "on",
        **more,
    }


def with_code(purpose: CodePurpose = CodePurpose.REGISTER) -> str:
    phone = registry.next_phone()
    registry.make_code(phone, purpose, at=AT)
    return phone


def test_the_helper_is_named_on_the_first_page(kiosk: Kiosk, helped: Client) -> None:
    page = helped.get(kiosk.url("register/")).content.decode()
    assert "陈小梅 在帮忙" in page


@pytest.mark.parametrize("phone", ["", "12345", "你好"])
def test_a_phone_that_cannot_be_one_gets_no_code(kiosk: Kiosk, helped: Client, phone: str) -> None:
    answer = helped.post(kiosk.url("register/"), {"step": "send", "phone": phone})
    assert answer.status_code == 422
    assert "给本人发验证码" in answer.content.decode()


def test_what_was_typed_stays_when_the_guardian_gets_a_code(kiosk: Kiosk, helped: Client) -> None:
    typed = filled(
        with_code(), CHILD, step="guardian", guardian_phone=registry.next_phone(), guardian_name="王大力"
    )
    page = helped.post(kiosk.url("register/"), typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert typed["id_number"] in text and '<details class="more" open>' in text
    assert (
        "没有这六位数字，登记不了" in text and "guardian_consent" not in text
    )  # the code is the guardian's yes
    assert not Volunteer.objects.filter(name="王桂兰").exists()


def test_a_child_is_registered_with_the_guardians_own_code(kiosk: Kiosk, helped: Client) -> None:
    phone, guardian = with_code(), with_code(CodePurpose.GUARDIAN)
    alone = helped.post(kiosk.url("register/"), filled(phone, CHILD))
    assert alone.status_code == 422
    assert not Volunteer.objects.filter(name="王桂兰").exists()
    agreed = {
        "guardian_name": "王大力", "guardian_relation": "父亲", "guardian_phone": guardian, "guardian_code": "246810",
    }  # fmt: skip
    assert "登记好了" in helped.post(kiosk.url("register/"), filled(phone, CHILD, **agreed)).content.decode()
    person = Volunteer.objects.get(name="王桂兰")
    assert Guardian.objects.get(volunteer=person).name == "王大力"
    assert Consent.objects.get(volunteer=person, purpose=ConsentPurpose.GUARDIAN).given_by_guardian


def test_every_field_that_is_missing_is_said_at_once(kiosk: Kiosk, helped: Client) -> None:
    answer = helped.post(kiosk.url("register/"), {"step": "finish", "phone": "13912345678"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert said.count("这一项要填。") == 3  # code, name, identity number
    assert "请选 1 到 4 样。" in said and "要本人同意才能登记" in said


def test_the_number_of_somebody_on_the_register_is_refused(kiosk: Kiosk, helped: Client) -> None:
    number = registry.next_id_number()
    registry.make_volunteer(name="王桂兰", id_number=number)
    answer = helped.post(kiosk.url("register/"), filled(with_code(), id_number=number))
    assert answer.status_code == 409 and "已经登记过志愿者了" in answer.content.decode()
    assert Volunteer.objects.filter(name="王桂兰").count() == 1


def test_afterwards_nothing_of_the_person_is_on_the_screen(kiosk: Kiosk, helped: Client) -> None:
    typed = filled(with_code())
    assert "登记好了" in helped.post(kiosk.url("register/"), typed).content.decode()
    for page in ("", "register/", "hours/", "papers/", "who/", "presence/"):
        text = helped.get(kiosk.url(page), follow=True).content.decode()
        assert "王桂兰" not in text and typed["id_number"] not in text and typed["phone"] not in text
    assert not any("王桂兰" in str(cookie.value) for cookie in helped.cookies.values())
