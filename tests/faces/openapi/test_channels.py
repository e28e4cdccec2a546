"""Choosing channels and making a calendar address over the API."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from redvest.registry.models import ChannelChoice
from redvest.service.models import CalendarFeed
from tests.faces.openapi.conftest import caller_for, problem
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import make_post, make_signup

pytestmark = pytest.mark.django_db


def test_channels_that_are_not_connected_cannot_be_told_apart_from_unwanted_ones() -> None:
    caller = caller_for(make.make_account())
    found = caller.get("/me/channels").json()
    assert (found["connected"], found["reachable"]) == ([], []) and found["wanted"]["signup"] == []
    assert caller.put("/me/channels", {"wanted": {"signup": ["sms"]}}).status_code == 200
    assert not ChannelChoice.objects.exists()


def test_what_is_chosen_comes_back_and_a_warning_stays(settings: Any) -> None:
    settings.REDVEST_SMS = "aliyun"
    caller = caller_for(make.make_account())
    assert caller.get("/me/channels").json()["reachable"] == ["sms"]
    wanted = caller.put("/me/channels", {"wanted": {"hours": ["sms"]}}).json()["wanted"]
    assert {kind for kind, channels in wanted.items() if channels} == {"hours", "account"}
    problem(caller.put("/me/channels", {"wanted": {"love": ["sms"]}}), 422, "channel-unknown")
    assert caller.put("/me/channels", {"wanted": {"hours": "sms"}}).status_code == 422
    assert ChannelChoice.objects.filter(wanted=True).count() == 1


def test_a_calendar_address_is_answered_once_and_reads_as_a_calendar() -> None:
    person = make.make_volunteer()
    make_signup(post=make_post(), volunteer=person)
    caller = caller_for(person.account)
    assert caller.get("/me/calendar-feed").json() == {"made_at": None, "read_at": None}
    made = caller.post("/me/calendar-feed", key="k1")
    assert made.status_code == 201 and caller.post("/me/calendar-feed", key="k1").json() == made.json()
    address = made.json()["address"].removeprefix("http://testserver")
    feed = caller.client.get(address)
    assert len(Calendar.from_ical(feed.content).walk("VEVENT")) == 1
    assert caller.get("/me/calendar-feed").json()["read_at"] == "2026-03-05T10:00:00+08:00"
    assert CalendarFeed.objects.get().read_at == NOW
    assert caller.delete("/me/calendar-feed").status_code == 204
    assert caller.delete("/me/calendar-feed").status_code == 204
    assert caller.client.get(address).status_code == 404


def test_a_public_address_of_the_house_is_the_feeds(settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://zy.example.cn"
    caller = caller_for(make.make_volunteer().account)
    assert (
        caller.post("/me/calendar-feed").json()["address"].startswith("https://zy.example.cn/feeds/calendar/")
    )
