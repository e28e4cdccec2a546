"""Somebody without a phone at hand: the leader types the number, and two more people stand behind the hours."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def type_number(leader: Visitor, address: str, number: str, word: str) -> None:
    leader.go(address)
    leader.open(word, within=leader.main.get_by_role("navigation", name="签到还是签退"))
    leader.page.get_by_label("或者输入编号").fill(number)
    leader.page.get_by_role("button", name="就用这个编号").click()
    scanner = leader.main.get_by_role("region", name="扫志愿者的码")
    expect(scanner.get_by_role("status")).to_have_text(f"李*霞 {word}了")
    expect(leader.main.get_by_text("1 / 1 人到了")).to_be_visible()  # the list below has followed


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_ticked_hours_become_c_when_two_more_people_confirm(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    person = registry.make_volunteer(name="李明霞")
    activity = service.make_activity(
        body=town.body, leader=town.leader, starts_at=NOW + timedelta(minutes=10)
    )
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    leader, me, officer = arrive(town.leader), arrive(person.account), arrive(town.officer)
    gate = f"/desk/activities/{activity.pk}/gate/"
    leader.go(gate)
    leader.page.get_by_label("或者输入编号").fill("000000000000")
    leader.page.get_by_role("button", name="就用这个编号").click()
    expect(leader.main.get_by_text("没有编号是“")).to_be_visible()
    expect(leader.page.get_by_label("或者输入编号")).to_have_value("000000000000")
    type_number(leader, gate, person.number, "签到")
    moment.shift(timedelta(hours=2, minutes=15))  # over since five minutes, and the whole two hours count
    type_number(leader, gate, person.number, "签退")
    leader.go(f"/desk/activities/{activity.pk}/hours/")
    leader.press("确认选中的")
    assert HoursEntry.objects.get().grade == Grade.D

    me.go("/me/hours/")
    expect(me.main.get_by_text("等你说一声")).to_be_visible()
    me.press("确认是 2 小时")
    officer.go("/desk/hours/")
    officer.main.get_by_role("checkbox").first.check()
    officer.press("同意选中的时长")
    expect(officer.page.get_by_text("复核了 1 人的时长。")).to_be_visible()

    me.go("/me/hours/")
    expect(me.main.get_by_role("listitem").filter(has_text="C 双人确认")).to_have_count(1)
    expect(me.main.get_by_text("等你说一声")).to_have_count(0)
    assert HoursEntry.objects.get(grade=Grade.C).minutes == 120
