"""What is wrong is said and answered, what was held without the platform is recorded after all: in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from redvest.service.choices import ActivityState, RequestState, SignUpState
from redvest.service.models import BackfillRequest, ErrorReport, HoursEntry
from tests.factories import registry, service
from tests.factories.evidence import png
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_error_is_reported_verified_and_told(arrive: Arrive, town: Town) -> None:
    person = registry.make_volunteer(name="李明霞")
    over = service.make_activity(
        body=town.body, leader=town.leader, starts_at=NOW - 48 * service.HOUR, state=ActivityState.CLOSED
    )
    service.make_signup(post=service.make_post(activity=over), volunteer=person, state=SignUpState.SERVED)
    service.make_entry(volunteer=person, body=town.body, activity=over, minutes=90)
    me, leader = arrive(person.account), arrive(town.leader)

    me.go("/me/hours/")
    me.open("陪独居老人买菜：查看来历 / 有错？", within=me.main)
    me.page.get_by_label("哪里不对").fill("少记了半小时，签退是十二点")
    me.page.get_by_label("小时", exact=True).fill("2")
    me.press("请组织核实")
    expect(me.main.get_by_text("正在核实")).to_be_visible()

    leader.go("/desk/reports/")
    leader.open("少记了半小时，签退是十二点", within=leader.main)
    leader.main.get_by_label("属实，更正分钟数").check()
    leader.main.get_by_label("依据").fill("看了签到表")
    leader.press("答复")
    expect(leader.main.get_by_text("异议成立").first).to_be_visible()
    assert ErrorReport.objects.get().state == RequestState.ACCEPTED

    me.go("/me/hours/")
    expect(me.main.get_by_text("看了签到表").first).to_be_visible()
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 120


def test_a_back_fill_from_the_leader_to_the_ledger(
    arrive: Arrive, town: Town, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    photo = tmp_path / "签到表.png"
    photo.write_bytes(png())
    person = registry.make_volunteer(name="李明霞")
    leader, me, officer = arrive(town.leader), arrive(person.account), arrive(town.officer)

    leader.go("/desk/overdue/")
    leader.open("补录", within=leader.main)
    leader.open("申请补录", within=leader.main)
    form = leader.main
    form.get_by_label("活动名称").fill("清理河道")
    form.get_by_label("开始时间").fill("2026-03-01T09:00")
    form.get_by_label("结束时间").fill("2026-03-01T11:00")
    form.get_by_label("在哪里办的").fill("抱石公园")
    form.get_by_label("做了什么").fill("沿河捡垃圾")
    form.get_by_label("参加的人").fill(f"{person.number} 120")
    form.get_by_label("为什么当时没用平台").fill("公园没有信号")
    form.get_by_label("佐证材料").set_input_files(photo)
    leader.press("提交申请")
    expect(leader.main.get_by_text("还没回话")).to_be_visible()

    me.go("/me/hours/")
    me.press("我去了，时长对")

    officer.go("/desk/backfills/")
    officer.open("清理河道", within=officer.main)
    officer.press("批准入账")
    expect(officer.main.get_by_text("已通过")).to_be_visible()
    assert BackfillRequest.objects.get().state == RequestState.ACCEPTED

    me.go("/me/hours/")
    expect(me.main.get_by_text("补录", exact=True)).to_be_visible()
    assert (HoursEntry.objects.get().grade, HoursEntry.objects.get().mark) == ("C", "backfill")
    me.go("/me/transfers/")
    me.go("/me/hours/missing/")
    officer.go("/desk/transfers/")
    officer.go("/desk/overdue/")
