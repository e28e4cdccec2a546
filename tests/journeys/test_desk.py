"""The desk: what is missing is named, the officer sends back and approves, people are found, others stay outside."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from redvest.registry.choices import Role
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, Attendance
from tests.factories import registry, service
from tests.factories.registry import NOW, PASSWORD
from tests.journeys.conftest import Arrive, Town, affirm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_missing_is_named_and_nothing_typed_is_lost(arrive: Arrive, town: Town) -> None:
    service.make_project(body=town.body, name="邻里守望进百家")
    leader = arrive(town.leader)
    leader.go("/desk/activities/new/")
    form = leader.main
    form.get_by_label("标题").fill("周五上午，河边捡垃圾")
    form.get_by_label("所属项目").select_option(label="邻里守望进百家")
    form.get_by_label("服务类别").select_option(label="邻里守望")
    form.get_by_label("开始时间").fill("2026-03-06T09:00")
    form.get_by_label("结束时间").fill("2026-03-06T11:00")
    form.get_by_label("服务内容").fill("沿着河边捡垃圾。")
    form.get_by_role("textbox", name="集合地点").fill("孔目江公园南门")
    form.get_by_label("经度").fill("114.93")
    form.get_by_label("纬度").fill("27.81")
    form.get_by_label("志愿者条件").fill("不限")
    form.get_by_label("提供的保障").fill("手套、饮水、保险")
    affirm(form)
    leader.press("保存并提交审核")

    missing = leader.page.locator("#missing").get_by_role("listitem")
    expect(missing).to_have_count(2)  # the posts and the risks, and nothing else
    expect(missing.filter(has_text="风险")).to_have_count(1)
    expect(missing.filter(has_text=re.compile("岗位|人数"))).to_have_count(1)
    expect(leader.main.get_by_label("服务内容")).to_have_value("沿着河边捡垃圾。")
    assert Activity.objects.get().state == ActivityState.DRAFT

    missing.filter(has_text="风险").get_by_role("link").click()
    expect(leader.main.get_by_label("可能的风险")).to_be_in_viewport()
    leader.main.get_by_label("可能的风险").fill("河边路滑")
    leader.main.get_by_label("为什么不算危险").fill("只在岸上的步道捡，不下水。")
    post = leader.main.get_by_role("group", name="岗位 1")
    post.get_by_label("岗位名称").fill("捡拾员")
    post.get_by_label("人数").fill("10")
    leader.press("保存并提交审核")
    expect(leader.main.get_by_text("已经提交，等审核")).to_be_visible()
    assert Activity.objects.get().state == ActivityState.SUBMITTED


def test_the_officer_sends_back_with_a_word_and_then_approves(arrive: Arrive, town: Town) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader, state=ActivityState.SUBMITTED)
    service.make_post(activity=activity)
    officer, leader = arrive(town.officer), arrive(town.leader)
    officer.go("/desk/")
    officer.follow(officer.main.get_by_role("link", name=re.compile("审核：陪独居老人买菜")).first)
    officer.main.get_by_text("要改，退回去").click()
    officer.page.get_by_label("要改什么").fill("写清楚怎么过马路")
    officer.press("退回修改")
    activity.refresh_from_db()
    assert activity.state == ActivityState.REFUSED

    leader.go(f"/desk/activities/{activity.pk}/")
    expect(leader.main.get_by_text("写清楚怎么过马路").first).to_be_visible()
    leader.open("再改改")
    leader.main.get_by_label("可能的风险").fill("过马路时两人一组，走斑马线")
    affirm(leader.main)
    leader.press("保存并提交审核")

    officer.go(f"/desk/activities/{activity.pk}/")
    officer.press("通过并发布")
    activity.refresh_from_db()
    assert activity.state == ActivityState.PUBLISHED
    guest = arrive()
    guest.go(f"/activities/{activity.pk}/")
    expect(guest.main.get_by_text("过马路时两人一组，走斑马线")).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_the_search_box_finds_people_as_one_types_them(arrive: Arrive, town: Town) -> None:
    person = registry.make_volunteer(name="李明霞", region=town.tree.baihua)
    registry.make_volunteer(name="李明翔", region=town.tree.qiandong)  # lives in another district
    officer = arrive(town.officer)
    officer.go("/desk/")
    for typed, found in (("lmx", 1), ("limingxia", 1), (person.number, 1), ("zyq", 0)):
        officer.page.get_by_role("searchbox").fill(typed)
        with officer.page.expect_navigation():
            officer.page.keyboard.press("Enter")
        officer.look()
        expect(officer.main.get_by_role("link", name="李*霞")).to_have_count(found)
        assert "李明霞" not in officer.page.content() and "李*翔" not in officer.page.content()
    officer.go("/desk/search/?q=lmx")
    officer.open("李*霞", within=officer.main)
    expect(officer.main.get_by_text(re.sub(r"(\d{4})(?=\d)", r"\1 ", person.number))).to_be_visible()


def test_a_forgotten_way_out_is_closed_by_the_leader(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    person = registry.make_volunteer(name="李明霞")
    activity = service.make_activity(body=town.body, leader=town.leader, starts_at=NOW)
    service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    leader = arrive(town.leader)
    leader.go(f"/desk/activities/{activity.pk}/gate/")
    leader.press("签到：李明霞")
    expect(leader.main.get_by_text("1 / 1 人到了，1 人还在")).to_be_visible()

    moment.shift(timedelta(hours=3))
    leader.go(f"/desk/activities/{activity.pk}/gate/")
    leader.main.get_by_label("签退时间：李明霞").fill("11:30")
    leader.press("补签退")
    expect(leader.page.get_by_text("签退补上了。")).to_be_visible()
    stay = Attendance.objects.get()
    assert stay.out_at == NOW + timedelta(minutes=90)


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_a_plain_member_stays_outside(arrive: Arrive, town: Town) -> None:
    member = arrive(registry.make_volunteer(name="李明霞").account)
    for address in (
        "/desk/",
        "/desk/people/",
        "/desk/activities/new/",
        "/desk/roles/",
        "/desk/search/?q=lmx",
    ):
        with member.refused(403):
            member.go(address)
        # A sentence, a way on, and nothing of the desk.
        expect(member.page.get_by_role("heading", level=1)).to_be_visible()
        expect(member.main.get_by_role("link").first).to_be_visible()
        expect(member.page.get_by_role("navigation", name=re.compile("工作台"))).to_have_count(0)


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_a_stranger_signs_in_first_and_is_led_on(arrive: Arrive, town: Town) -> None:
    phone = registry.next_phone()
    officer = registry.make_account(name="刘区域", phone=phone)
    registry.make_grant(account=officer, role=Role.REGION_OFFICER, region=town.tree.yushui)
    stranger = arrive()
    stranger.go("/desk/people/")
    assert stranger.path == "/login/"
    stranger.page.get_by_label("手机号").fill(phone)
    stranger.page.get_by_label("密码").fill("wrong-" + PASSWORD)
    with stranger.refused(401), stranger.refused(422):
        stranger.press("登录", within=stranger.main)
    expect(stranger.page.get_by_label("手机号")).to_have_value(
        phone
    )  # what was typed is kept, but for the password
    expect(stranger.page.get_by_label("密码")).to_have_value("")
    stranger.page.get_by_label("密码").fill(PASSWORD)
    stranger.press("登录", within=stranger.main)
    assert stranger.path == "/desk/people/"
