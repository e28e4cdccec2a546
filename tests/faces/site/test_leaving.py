"""A person merges, leaves, comes back and asks to be erased from their own page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from redvest.core import clock
from redvest.registry.actions.merge import ask_merge
from redvest.registry.choices import CodePurpose, VolunteerState
from redvest.registry.models import Erasure, Merge, OneTimeCode, Volunteer
from redvest.registry.queries import secret
from tests.factories import registry as make
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
URL = "/me/leaving/"


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer()


@pytest.fixture
def own(client: Client, person: Volunteer) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def test_leave_come_back_and_change_ones_mind(own: Client, person: Volunteer) -> None:
    for verb, state in (("leave", VolunteerState.LEFT), ("back", VolunteerState.ACTIVE)):
        if verb == "back":
            assert own.post(URL, {"verb": verb}).status_code == 302
            person.refresh_from_db()
            assert person.state == VolunteerState.LEFT  # not without the tick
            assert "我同意保存和使用" in own.get(URL).content.decode()
        assert own.post(URL, {"verb": verb, "consent": "on"}).status_code == 302
        person.refresh_from_db()
        assert person.state == state
    for wrong in ({}, {"typed": "not-it"}):
        assert "密码不对" in own.post(URL, {"verb": "erase"} | wrong, follow=True).content.decode()
        assert not Erasure.objects.exists()
    asked = own.post(URL, {"verb": "erase", "typed": make.PASSWORD}, follow=True).content.decode()
    assert "还没有删任何东西" in asked and "不注销了" in asked
    assert "你申请了注销" in own.get("/me/").content.decode()
    own.post(URL, {"verb": "keep"})
    assert Erasure.objects.get().cancelled_at is not None


def test_who_asks_to_be_erased_is_told_by_text_and_reminded_of_roles(
    own: Client, person: Volunteer, settings: Any
) -> None:
    settings.REDVEST_DEMO = True
    make.make_grant(account=person.account, role="inspector", region=make.make_region_tree().city)  # type: ignore[arg-type]
    assert "注销时一起交还" in own.get(URL).content.decode()
    own.post(URL, {"verb": "erase", "typed": make.PASSWORD})
    assert "你申请了注销" in make.last_text(secret.volunteer_phone(person))


def test_the_person_confirms_a_merge(own: Client, person: Volunteer) -> None:
    old = make.make_volunteer(with_account=False)
    Volunteer.objects.filter(pk=old.pk).update(id_hash=None, real_name_state="missing")
    link = ask_merge(
        by=make.make_officer(), merged_id=old.pk, survivor_id=person.pk, reason="电话相同", at=make.NOW
    )
    assert old.number in own.get(URL).content.decode()
    own.post(URL, {"verb": "merge", "merge": "no"})
    assert Merge.objects.get().confirmed_at is None
    own.post(URL, {"verb": "merge", "merge": str(link.pk)})
    assert Merge.objects.get().confirmed_at is not None


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_a_minor_comes_back_by_the_guardians_code(client: Client) -> None:
    mother = make.make_account(phone="19907908821")
    child = registered(mother, id_number=make.next_id_number(date(2010, 3, 1)))
    account = make.make_account(phone="19907908822")
    Volunteer.objects.filter(pk=child.pk).update(account=account)
    client.force_login(account)
    client.post(URL, {"verb": "leave"})
    assert "监护人收到的验证码" in client.get(URL).content.decode()
    client.post(URL, {"verb": "back", "consent": "on"})
    child.refresh_from_db()
    assert child.state == VolunteerState.LEFT
    client.post(URL, {"verb": "guardian"})
    assert OneTimeCode.objects.filter(phone_hash=secret.phone_hash("19907908821")).count() == 1
    make.make_code("19907908821", CodePurpose.GUARDIAN, at=clock.now())
    client.post(URL, {"verb": "back", "consent": "on", "code": "246810"})
    child.refresh_from_db()
    assert child.state == VolunteerState.ACTIVE
