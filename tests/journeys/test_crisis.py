"""A crisis walked through: switched on, registered within a minute, let in, a need verified and gone to, ended.

With E_SHOTS=folder in the environment each page is photographed on the way.
"""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import expect

from redvest.care.actions.crisis import say_stop_coming, write_brief
from redvest.care.actions.crisis_staging import check_in_crisis
from redvest.care.models import Crisis, CrisisNeed, CrisisStay, CrisisVolunteer
from tests.factories import crisis as care
from tests.factories import registry
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What a hurried hand takes on a phone: three seconds a press, a quarter of one a character, ten to read the brief.
PRESS, LETTER, READING, MINUTE = 3.0, 0.25, 10.0, 60.0


def shot(who: Visitor, name: str) -> None:
    if folder := os.environ.get("E_SHOTS"):
        who.page.screenshot(path=f"{folder}/{name}-{who.width}.png", full_page=True)


class Hand:
    """Counts what a hand does."""

    def __init__(self, who: Visitor) -> None:
        self.who, self.seconds = who, 0.0

    def write(self, label: str, text: str) -> None:
        self.seconds += PRESS + LETTER * len(text)
        self.who.page.get_by_label(label).fill(text)

    def tick(self, label: str) -> None:
        self.seconds += PRESS
        self.who.page.get_by_label(label).check()

    def press(self, name: str) -> None:
        self.seconds += PRESS
        self.who.press(name)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_stranger_has_a_pass_within_a_minute(arrive: Arrive, town: Town, scripts: bool) -> None:
    crisis = care.make_crisis(by=registry.standing_of(town.officer))
    care.make_area(crisis, registry.standing_of(town.officer), name="北湖公园")
    stranger = arrive(scripts=scripts)
    hand = Hand(stranger)
    stranger.go("/")
    hand.seconds += PRESS
    stranger.open(crisis.name)
    shot(stranger, "join")
    hand.write("姓名", "王小路")
    hand.write("手机号", "13812345678")
    hand.write("出生日期", "19900517")
    hand.tick("驾船或救生")
    hand.seconds += READING
    hand.tick("我读过了，会照做")
    hand.press("登记，领通行码")
    assert hand.seconds < MINUTE, hand.seconds
    mine = CrisisVolunteer.objects.get()
    expect(stranger.main.get_by_text(mine.pass_code, exact=True)).to_be_visible()
    expect(stranger.main.get_by_text("北湖公园", exact=True)).to_be_visible()
    shot(stranger, "pass")


def test_targets_are_large_enough_for_wet_hands(arrive: Arrive, town: Town) -> None:
    care.make_crisis(by=registry.standing_of(town.officer))
    stranger = arrive()
    stranger.go("/")
    stranger.open("渝水区防汛")
    for label in ("姓名", "手机号", "出生日期"):
        box = stranger.page.get_by_label(label).bounding_box()
        assert box is not None and box["height"] >= 60, label
    button = stranger.main.get_by_role("button", name="登记，领通行码").bounding_box()
    assert button is not None and button["height"] >= 60


def test_a_need_is_reported_verified_and_gone_to(arrive: Arrive, town: Town) -> None:
    by = registry.standing_of(town.officer)
    crisis = care.make_crisis(by=by)
    area = care.make_area(crisis, by, name="北湖公园")
    stranger, officer = arrive(), arrive(town.officer)
    stranger.go(f"/crisis/{crisis.pk}/report/")
    shot(stranger, "report")
    stranger.page.get_by_label("人被困").check()
    stranger.page.get_by_label("在哪里").fill("幸福里 3 号楼")
    stranger.page.get_by_label("什么情况").fill("两位老人，一楼进水")
    stranger.page.get_by_label("能打通的手机号").fill("13812345679")
    stranger.press("报上去")
    shot(stranger, "reported")
    care.report(crisis, "一楼进水，老人两位", phone="13812345679")
    officer.go(f"/desk/crises/{crisis.pk}/")
    shot(officer, "desk")
    officer.open("可能是同一件")
    shot(officer, "likely")
    officer.press("是同一件，并成一条")
    need = CrisisNeed.objects.get(state="new")
    officer.go(f"/desk/crises/{crisis.pk}/needs/?state=new")
    shot(officer, "needs")
    officer.go(f"/desk/crises/{crisis.pk}/needs/{need.pk}/")
    officer.press("看原话、地址和电话")
    expect(officer.main.get_by_text("幸福里小区 3 号楼")).to_be_visible()
    officer.page.get_by_label("大致地点").fill("城南街道幸福里一带")
    officer.page.get_by_label("公开的话").fill("转移老人，要会驾船的")
    officer.page.get_by_label("要几人").fill("1")
    officer.press("我核实过了")
    shot(officer, "need")
    person = care.make_person(crisis)
    check_in_crisis(by=by, area=area, person=person, signs=None, at=NOW)
    helper = arrive()
    helper.go(f"/crisis/{crisis.pk}/")
    helper.page.get_by_label("姓名").fill("李明霞")
    helper.page.get_by_label("手机号").fill("13812345670")
    helper.page.get_by_label("出生日期").fill("19880808")
    helper.page.get_by_label("我读过了，会照做").check()
    helper.press("登记，领通行码")
    helper.open("看哪里要帮忙")
    expect(helper.main.get_by_text("最后核实：")).to_be_visible()
    helper.press("我去")
    expect(helper.main.get_by_text("你说过去这里")).to_be_visible()
    shot(helper, "board")
    need.refresh_from_db()
    assert need.coming == 1


def test_the_switch_the_gate_paper_and_the_way_back(arrive: Arrive, town: Town) -> None:
    officer = arrive(town.officer)
    officer.go("/desk/crises/")
    shot(officer, "crises")
    officer.open("启动应急")
    shot(officer, "new")
    officer.page.get_by_label("名称").fill("渝水区防汛")
    officer.page.get_by_label("由谁指挥").fill("渝水区应急管理局")
    officer.page.get_by_role("button", name="启动应急").click()
    with officer.page.expect_navigation():
        officer.page.get_by_role("dialog").get_by_role("button", name="启动", exact=True).click()
    officer.look()
    crisis = Crisis.objects.get()
    officer.page.get_by_label("名称").fill("北湖公园")
    officer.page.get_by_label("在哪里").fill("南门停车场")
    officer.press("开放")
    shot(officer, "areas")
    person = care.make_person(crisis)
    officer.open("报到和签离")
    officer.page.get_by_label("通行码").fill(person.pass_code)
    officer.press("报到")
    shot(officer, "gate")
    officer.open("结束")
    expect(officer.main.get_by_text("还有 1 人没有签离")).to_be_visible()
    shot(officer, "still-out")
    officer.open("去签离")
    officer.press(f"{person.name} 签离")
    assert CrisisStay.objects.get().out_at is not None
    officer.open("来的人")
    shot(officer, "people")
    officer.open("纸表")
    officer.page.get_by_label("一人一行").fill("李明霞 13812345671 19880808\n看不清")
    with officer.refused(422):
        officer.press("录进去")
    shot(officer, "paper")
    officer.open("空白登记表")
    shot(officer, "sheet-form")
    officer.page.emulate_media(media="print")
    shot(officer, "sheet-print")
    officer.page.emulate_media(media="screen")
    officer.go(f"/desk/crises/{crisis.pk}/sheets/roster/")
    shot(officer, "sheet-roster")
    officer.go(f"/desk/crises/{crisis.pk}/stop/")
    officer.page.get_by_label("怎么说").fill("人手够了，路留给救护车")
    officer.page.get_by_role("button", name="告诉大家别来了").click()
    with officer.page.expect_navigation():
        officer.page.get_by_role("dialog").get_by_role("button", name="告诉大家", exact=True).click()
    officer.look()
    shot(officer, "stop")
    stranger = arrive()
    stranger.go("/")
    shot(stranger, "home-stopped")
    stranger.go(f"/crisis/{crisis.pk}/")
    expect(stranger.main.get_by_text("路留给救护车")).to_be_visible()
    shot(stranger, "stopped")
    officer.open("结束")
    officer.page.get_by_label("结束说明").fill("水位退到警戒线以下")
    officer.page.get_by_role("button", name="结束应急").click()
    with officer.page.expect_navigation():
        officer.page.get_by_role("dialog").get_by_role("button", name="结束", exact=True).click()
    officer.look()
    expect(officer.main.get_by_text("水位退到警戒线以下").first).to_be_visible()
    shot(officer, "over")
    with stranger.refused(404):
        stranger.go(f"/crisis/{crisis.pk}/")


def test_a_minor_is_sent_a_safe_way_and_a_changed_brief_is_shown(arrive: Arrive, town: Town) -> None:
    by = registry.standing_of(town.officer)
    crisis = care.make_crisis(by=by)
    child = arrive()
    child.go(f"/crisis/{crisis.pk}/")
    write_brief(by=by, crisis=crisis, text="水位又涨，全部穿救生衣。", at=NOW)
    for label, text in (("姓名", "小朋友"), ("手机号", "13812345672"), ("出生日期", "20120101")):
        child.page.get_by_label(label).fill(text)
    child.page.get_by_label("我读过了，会照做").check()
    with child.refused(422):
        child.press("登记，领通行码")
    shot(child, "minor")
    expect(child.main.get_by_role("link", name="替别人求助")).to_be_visible()
    assert not CrisisVolunteer.objects.exists()
    say_stop_coming(by=by, crisis=crisis, words="人手够了", at=NOW)
    child.go("/")
    expect(child.main.get_by_text(re.compile("请先不要来现场"))).to_be_visible()
