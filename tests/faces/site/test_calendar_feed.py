"""A stranger's calendar client subscribes, sees the event, asks again for nothing, and then sees the cancellation."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from redvest.registry.models import Volunteer
from redvest.service.actions.signup import cancel_signup
from tests.faces.site.conftest import words
from tests.factories.registry import volunteer_standing
from tests.factories.service import HOUR, make_post, make_signup

pytestmark = pytest.mark.django_db
URL = "/me/calendar/"


def address_of(answer: Any) -> str:
    found = answer.context["address"]
    assert isinstance(found, str)
    return found.removeprefix("http://testserver")


def test_a_strangers_client_sees_an_event_and_its_cancellation(
    me: Client, person: Volunteer, guest: Client, on_the_tests_day: Any
) -> None:
    signup = make_signup(post=make_post(), volunteer=person)
    signup.activity.leader_name = "陈小梅"
    signup.activity.save()
    address = address_of(me.post(URL))
    answer = guest.get(address)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "陈小梅" not in answer.content.decode() and "李明霞" not in answer.content.decode()
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["STATUS"], event["DTSTART"].dt) == ("CONFIRMED", signup.activity.starts_at)

    again = guest.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content
    on_the_tests_day.shift(HOUR)
    assert guest.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304

    cancel_signup(by=volunteer_standing(person), signup_id=signup.pk, at=signup.created_at + HOUR)
    changed = guest.get(address, headers={"If-None-Match": answer["ETag"]})
    (gone,) = Calendar.from_ical(changed.content).walk("VEVENT")
    assert changed.status_code == 200 and gone["UID"] == event["UID"]
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)


def test_the_address_is_shown_once_and_dies_when_stopped(me: Client, guest: Client) -> None:
    assert "生成我的日历地址" in words(me.get(URL))
    address = address_of(me.post(URL))
    assert address not in me.get(URL).content.decode()
    assert guest.get(address).status_code == 200
    assert "日历地址停用了" in words(me.post(f"{URL}stop/", follow=True))
    assert guest.get(address).status_code == 404


def test_guessing_is_slowed_down(guest: Client) -> None:
    answers = [guest.get(f"/feeds/calendar/wrong-{n}.ics").status_code for n in range(31)]
    assert answers == [404] * 30 + [429]
