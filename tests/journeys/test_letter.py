"""A letter to the roster: the leader writes it, the volunteer sees the bell, reads it, and puts the plan into a calendar."""

from __future__ import annotations

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from redvest.core.jobs.worker import run_queue
from tests.factories import registry, service
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_a_letter_is_written_and_read(arrive: Arrive, town: Town) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader)
    person = registry.make_volunteer(name="王小路")
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)

    leader = arrive(town.leader)
    leader.go(f"/desk/activities/{activity.pk}/letters/")
    leader.main.get_by_label("内容").fill("集合地点改到东门，请带雨衣。")
    leader.press("发出")
    run_queue()

    me = arrive(person.account)
    me.go("/me/")
    me.open("1 条没看过的消息")
    expect(me.main.get_by_text("集合地点改到东门")).to_be_visible()
    me.main.get_by_role("button", name="去看看").click()
    expect(me.page.get_by_role("heading", name="陪独居老人买菜")).to_be_visible()
    me.go("/me/inbox/")
    expect(me.main.get_by_text("没看过", exact=True)).to_have_count(0)
    me.go("/me/inbox/settings/")
    me.go("/me/calendar/")
    me.press("生成我的日历地址")
    address = me.main.get_by_label("订阅日历").input_value()
    feed = me.page.request.get(address)
    (event,) = Calendar.from_ical(feed.body()).walk("VEVENT")
    assert event["SUMMARY"] == "陪独居老人买菜"

    leader.go(f"/desk/activities/{activity.pk}/letters/")
    expect(leader.main.get_by_text("看过 1 人")).to_be_visible()
