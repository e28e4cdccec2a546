"""A need on its way in: taken down on the phone in well under a minute by the keyboard alone, asked for at home, reviewed."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from redvest.care.choices import NeedChannel, NeedState
from redvest.care.models import Need
from redvest.care.queries.need_place import door_code
from redvest.care.queries.need_reading import private_of
from tests.factories import registry
from tests.factories.care import make_need
from tests.factories.intake import make_grid
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The keystroke-level model (Card, Moran and Newell): an average typist, thinking before each field; a Chinese
# character takes about three strokes.
STROKE, THINK, STROKES_A_CHARACTER = 0.28, 1.35, 3


class Hands:
    """Types at a person's pace and counts what that costs."""

    def __init__(self, me: Visitor) -> None:
        self.me, self.seconds, self.fields, self.keys = me, 0.0, 0, 0

    def type(self, text: str) -> None:
        strokes = sum(1 if each.isascii() else STROKES_A_CHARACTER for each in text)
        self.fields, self.keys = self.fields + 1, self.keys + strokes
        self.seconds += THINK + strokes * STROKE
        self.me.page.keyboard.type(text, delay=20)

    def press(self, key: str, times: int = 1) -> None:
        for _turn in range(times):
            self.keys, self.seconds = self.keys + 1, self.seconds + STROKE
            self.me.page.keyboard.press(key)

    def enter(self) -> None:
        with self.me.page.expect_navigation():
            self.press("Enter")
        self.me.look()

    def at(self, name: str) -> None:
        """Typing goes on in this field, without a hand on the mouse."""
        expect(self.me.main.get_by_label(name, exact=True)).to_be_focused()


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_a_new_caller_s_need_is_down_in_well_under_a_minute(arrive: Arrive, town: Town) -> None:
    me = arrive(town.officer)
    me.go("/desk/needs/new/")
    hands, began = Hands(me), time.monotonic()
    hands.at("来电号码")
    hands.type("13907900001")
    hands.enter()
    expect(me.main.locator("p[role=status]")).to_contain_text("第一次来")
    hands.at("求助人怎么称呼")
    hands.type("刘桂英")
    hands.press("Tab")
    hands.type("陪老人去医院")
    hands.press("Tab")
    hands.type("百花")
    hands.press("Tab")
    hands.type("百花路8号2栋301")
    hands.press("Tab")
    hands.press("ArrowDown", 2)  # 邻里守望
    hands.press("Tab", 3)  # 不急 and 没有 stand there already
    hands.press("Space")  # 对方说明情况属实
    hands.enter()
    spent = time.monotonic() - began

    need = Need.objects.get()
    assert (need.title, need.region_id, need.domain_id) == ("陪老人去医院", "360502001001", "xinyu:02")
    assert (need.channel, need.entered_by) == (NeedChannel.PHONE, town.officer)
    assert private_of(need).address == "百花路8号2栋301"
    expect(me.main.get_by_role("heading", name="陪老人去医院")).to_be_visible()
    assert hands.fields == 5 and hands.keys <= 100
    assert hands.seconds < 40, f"{hands.seconds:.0f} s of a person's typing and thinking"
    assert spent < 60, f"{spent:.0f} s, pages and checks of access included"


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_who_called_before_is_asked_one_thing(arrive: Arrive, town: Town) -> None:
    make_need()
    me = arrive(town.officer)
    me.go("/desk/needs/new/")
    hands = Hands(me)
    hands.type("13907900001")
    hands.enter()
    expect(me.main.locator("p[role=status]")).to_contain_text("帮独居老人买药")
    hands.at("要帮什么")
    hands.type("修水龙头")
    hands.press("Tab", 6)
    hands.press("Space")
    hands.enter()
    need = Need.objects.exclude(title="帮独居老人买药").get()
    assert private_of(need).name == "刘桂英" and need.region == town.tree.baihua
    assert hands.fields == 2 and hands.seconds < 20


def test_asked_for_at_home_reviewed_at_the_desk_and_taken_back(arrive: Arrive, town: Town) -> None:
    person = registry.make_volunteer(name="刘军", region=town.tree.baihua)
    me = arrive(person.account)
    me.go("/help/ask/")
    with me.refused(422):
        me.follow(me.main.get_by_role("button", name="提交求助").first)
    expect(me.main.get_by_role("alert")).to_contain_text("请用几个字写明要帮什么")
    me.main.get_by_label("要帮什么").fill("陪我妈去医院")
    me.main.get_by_label("住址").fill("百花路 8 号 2 栋 301")
    me.main.get_by_label("这几天").check()
    me.main.get_by_label("以上情况属实").check()
    me.follow(me.main.get_by_role("button", name="提交求助").first)
    need = Need.objects.get()
    expect(me.main.get_by_text(need.number).first).to_be_visible()

    staff = arrive(town.officer)
    staff.go("/desk/needs/")
    staff.open("陪我妈去医院", within=staff.main)
    staff.main.get_by_label("为什么要看").fill("打电话核实情况")
    staff.follow(staff.main.get_by_role("button", name="看电话、住址和情况"))
    expect(staff.main.get_by_text("百花路 8 号 2 栋 301")).to_be_visible()
    staff.press("通过，等派单", within=staff.main)
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED

    me.go(f"/me/needs/asked/{need.pk}/")
    expect(me.main.get_by_text("审核通过")).to_be_visible()
    me.main.get_by_role("button", name="不用办了，撤回").click()
    me.follow(me.page.get_by_role("dialog").get_by_role("button", name="撤回"))
    need.refresh_from_db()
    assert need.state == NeedState.CANCELLED


def test_scanned_at_the_door_without_scripts_and_without_an_account(arrive: Arrive, town: Town) -> None:
    grid = make_grid(town.tree.baihua)
    me = arrive(scripts=False)
    me.go(f"/help/ask/?door={door_code(grid)}")
    me.main.get_by_label("要帮什么").fill("修灯泡")
    me.main.get_by_label("求助的人怎么称呼").fill("王大爷")
    me.main.get_by_label("电话").fill("13907900005")
    me.main.get_by_label("以上情况属实").check()
    me.follow(me.main.get_by_role("button", name="提交求助").first)
    expect(me.main.get_by_role("heading", name="收到了")).to_be_visible()
    assert Need.objects.get().grid == grid


def test_two_that_are_one_are_merged_and_the_sheet_of_codes_is_there(arrive: Arrive, town: Town) -> None:
    make_need(), make_need(title="给老人买药")
    grid = make_grid(town.tree.baihua)
    me = arrive(town.officer)
    me.go("/desk/needs/alike/")
    me.follow(me.main.get_by_role("button", name="并进").first)
    expect(me.page.get_by_text("并错了可以在").first).to_be_visible()
    assert Need.objects.filter(state=NeedState.MERGED).count() == 1
    me.go("/desk/needs/doors/")
    me.go(f"/desk/needs/doors/{grid.pk}/")
