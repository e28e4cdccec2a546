"""Registering at a screen with a helper: what is refused leaves nobody, and a child needs the guardian's own phone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.choices import CodePurpose, VolunteerState
from redvest.registry.models import Account, Consent, Guardian, OneTimeCode, Volunteer
from tests.faces.kiosk.conftest import MINUTE, Kiosk, phone_of, say_who
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
AT = NOW + 2 * MINUTE
GUARDED = {
    "guardian_name": "王大山", "guardian_relation": "父亲", "guardian_code": "135246", "minor_data": "on",
}  # fmt: skip


@pytest.fixture
def helper(kiosk: Kiosk, screen: Client) -> Volunteer:
    """Has said who she is at the screen."""
    found = registry.make_volunteer(name="陈小梅")
    say_who(screen, kiosk, phone_of(found.account), "register/")
    return found


@pytest.fixture
def phone() -> str:
    """Of somebody new, with a code sent to it."""
    found = registry.next_phone()
    registry.make_code(found, CodePurpose.REGISTER, at=AT)
    return found


def sent(phone: str, **more: Any) -> dict[str, Any]:
    return {
        "step": "finish", "phone": phone, "code": "246810", "name": "王桂兰", "id_number": registry.next_id_number(),
        "domains": ["xinyu:02"], "consent": "on", **more,
    }  # fmt: skip


def post(screen: Client, kiosk: Kiosk, said: dict[str, Any]) -> Any:
    return screen.post(kiosk.url("register/"), said)


def nobody_new(helper: Volunteer) -> bool:
    return (
        not Account.objects.exclude(pk__in=[helper.account_id]).filter(name__startswith="王").exists()
        and list(Volunteer.objects.values_list("pk", flat=True)) == [helper.pk]
        and not Consent.objects.exclude(volunteer=helper).exists()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"code": ""}, {"domains": []}, {"domains": ["xinyu:99"]}, {"consent": ""},
        {"id_number": "360502199005170020"}, {"name": "1"},
        {"domains": ["xinyu:01", "xinyu:02", "xinyu:03", "xinyu:04", "xinyu:05"]},
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nobody_and_the_code_stays_good(
    kiosk: Kiosk, screen: Client, helper: Volunteer, phone: str, wrong: dict[str, Any]
) -> None:
    refused = post(screen, kiosk, sent(phone) | wrong)
    assert refused.status_code == 422 and nobody_new(helper)
    assert "登记好了" in post(screen, kiosk, sent(phone)).content.decode()


def test_the_person_is_new_and_the_trail_says_who_helped(
    kiosk: Kiosk, screen: Client, helper: Volunteer, phone: str
) -> None:
    number = registry.next_id_number()
    page = post(screen, kiosk, sent(phone, id_number=number)).content.decode()
    person = Volunteer.objects.exclude(pk=helper.pk).get()
    assert person.account is not None and person.region_id == kiosk.station.region_id
    line = AuditLine.objects.get(verb="help_register")
    assert (line.actor_id, line.target_id) == (helper.account_id, str(person.pk))
    assert line.details["kiosk"] == str(kiosk.device.pk)
    assert number not in page and phone not in page
    assert not any(secret in str(line.details) for secret in (number, phone, "王桂兰"))


def test_a_phone_or_a_person_already_known_is_not_registered_twice(
    kiosk: Kiosk, screen: Client, helper: Volunteer, phone: str
) -> None:
    own = phone_of(helper.account)
    registry.make_code(own, CodePurpose.REGISTER, at=AT)
    assert post(screen, kiosk, sent(own)).status_code == 409 and nobody_new(helper)
    number = registry.next_id_number()
    registry.make_volunteer(name="王桂兰", id_number=number)
    before = (Account.objects.count(), Volunteer.objects.count())
    assert post(screen, kiosk, sent(phone, id_number=number)).status_code == 409
    assert (Account.objects.count(), Volunteer.objects.count()) == before


def test_a_child_needs_the_guardian_and_the_guardians_phone(
    kiosk: Kiosk, screen: Client, helper: Volunteer, phone: str
) -> None:
    child = sent(phone, id_number=registry.next_id_number(date(2015, 5, 1)))
    guardian = registry.next_phone()
    assert post(screen, kiosk, child).status_code == 422 and nobody_new(helper)
    asked = post(screen, kiosk, child | GUARDED | {"step": "guardian", "guardian_phone": guardian})
    assert asked.status_code == 200 and asked.context["minor"]
    assert OneTimeCode.objects.filter(purpose=CodePurpose.GUARDIAN).count() == 1
    registry.make_code(guardian, CodePurpose.GUARDIAN, code="135246", at=AT)
    whole = child | GUARDED | {"guardian_phone": guardian}
    # No tick stands for the guardian's code: without one, or with another's, there is nobody.
    no_code = {"guardian_code": "", "guardian_consent": "on"}
    for wrong in (no_code, {"guardian_code": "000000"}, {"guardian_name": ""}, {"minor_data": ""}):
        assert post(screen, kiosk, whole | wrong).status_code == 422 and nobody_new(helper)
    assert post(screen, kiosk, whole).status_code == 200
    made = Volunteer.objects.exclude(pk=helper.pk).get()
    assert made.state == VolunteerState.ACTIVE
    assert Guardian.objects.get(volunteer=made).name == "王大山"


@pytest.mark.parametrize("typed", ["", "12345", "就这个", "+1 202 555 0100"])
def test_a_phone_that_is_none_gets_no_code(
    kiosk: Kiosk, screen: Client, helper: Volunteer, typed: str
) -> None:
    before = OneTimeCode.objects.count()
    answer = post(screen, kiosk, {"step": "send", "phone": typed})
    assert answer.status_code == 422 and 'name="id_number"' not in answer.content.decode()
    assert OneTimeCode.objects.count() == before


def test_a_helper_who_was_away_too_long_says_so_again(
    kiosk: Kiosk, screen: Client, helper: Volunteer, phone: str, moment: time_machine.Traveller
) -> None:
    moment.move_to(AT + 2 * MINUTE)
    answer = post(screen, kiosk, sent(phone))
    assert answer.headers["Location"] == f"{kiosk.url('who/')}?next={kiosk.url('register/')}"
    assert nobody_new(helper)


def test_a_browser_that_is_no_screen_registers_nobody(kiosk: Kiosk, phone: str) -> None:
    assert Client().post(kiosk.url("register/"), sent(phone)).status_code == 403
    assert not Volunteer.objects.exists()
