"""Ordering from a menu, walking along the wall of wishes, spotting a problem, and what the desk sees of it all."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from redvest.care.choices import NeedKind, NeedState
from redvest.care.models import MenuItem, Need
from redvest.registry.actions.grid import add_grid, appoint_keeper
from redvest.registry.rules.availability import encode
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_menu_item, make_need
from tests.factories.picture import png
from tests.factories.registry import NOW, TODAY
from tests.journeys.conftest import Arrive, Town
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_front_page_to_a_service_and_a_wish(arrive: Arrive, town: Town) -> None:
    make_menu_item(body=town.body, slots=encode(["sat-morning"]), a_week=2, for_whom="行动不便的老人")
    wish = make_need(kind=NeedKind.WISH, state=NeedState.OFFERED, title="想要一套彩笔")
    make_dispatch(need=wish)
    guest = arrive()
    guest.go("/")
    guest.open("我要求助", within=guest.page.get_by_role("contentinfo"))
    guest.follow(guest.main.get_by_role("link", name="服务菜单"))
    guest.main.get_by_label("找服务").fill("理发")
    guest.press("找")
    expect(guest.main.get_by_role("heading", name="上门理发")).to_be_visible()
    expect(guest.main.get_by_text("这周还能约 2 次")).to_be_visible()
    expect(guest.main.get_by_role("link", name="点这个")).to_have_attribute(
        "href", f"/help/ask/?item={MenuItem.objects.get().pk}"
    )
    guest.go("/help/wishes/")
    expect(guest.main.get_by_role("link", name="我来实现")).to_have_attribute("href", f"/help/{wish.pk}/")


def test_a_problem_is_spotted_on_the_map_and_solved_by_the_grids_keeper(
    arrive: Arrive, town: Town, tmp_path: Path
) -> None:
    by = make.make_officer(town.tree.yushui)
    grid = add_grid(by=by, community=town.tree.baihua, name="第一网格", outline=polygon(SQUARE), at=NOW)
    keeper, child = make.make_volunteer(name="赵网格"), make.make_volunteer(name="小明")
    appoint_keeper(by=by, place=grid, number=keeper.number, starts_on=TODAY, at=NOW)
    photo = tmp_path / "a.png"
    photo.write_bytes(png(width=80, height=60))

    young = arrive(child.account)
    young.go(f"/spot/?near={grid.lon},{grid.lat}")
    young.main.get_by_label("垃圾没人收").check()
    young.main.get_by_role("textbox", name="在哪里").fill("菜市场东门边")
    young.main.get_by_label("照片").set_input_files(photo)
    canvas = young.page.locator(".map .canvas")
    expect(canvas).to_be_visible()
    young.press("交给网格员")
    expect(young.main.get_by_text("收到了，谢谢你")).to_be_visible()
    need = Need.objects.get()
    assert need.grid == grid and need.pictures.count() == 1

    worker = arrive(keeper.account)
    worker.go("/me/spotted/")
    worker.open("垃圾没人收：菜市场东门边")
    expect(worker.main.get_by_role("img", name="拍到时的样子 1")).to_be_visible()
    with worker.refused(422):
        worker.press("解决了")
    worker.main.get_by_label("怎么处理的").fill("清运走了")
    worker.main.get_by_label("解决后的照片").set_input_files(photo)
    worker.press("解决了")
    expect(worker.main.get_by_text("已经告诉拍照的人")).to_be_visible()
    young.go("/me/spotted/")
    expect(young.main.get_by_text("解决了 1 条")).to_be_visible()


def test_a_guest_without_scripts_chooses_the_community(arrive: Arrive, town: Town) -> None:
    guest = arrive(scripts=False)
    guest.go("/spot/")
    with guest.refused(422):
        guest.press("交给网格员")
    guest.main.get_by_label("设施坏了").check()
    guest.main.get_by_role("textbox", name="在哪里").fill("老车站候车亭")
    guest.main.get_by_label("哪个社区").select_option(label="百花湖社区")
    guest.press("交给网格员")
    expect(guest.main.get_by_text("收到了，谢谢你")).to_be_visible()
    assert Need.objects.get().region == town.tree.baihua


def test_the_desk_offers_takes_off_and_sees_what_is_lacking(arrive: Arrive, town: Town) -> None:
    leader = arrive(town.leader)
    leader.go("/desk/menus/")
    leader.open("加一项服务")
    leader.main.get_by_label("服务项目").fill("上门理发")
    leader.main.get_by_label("类别").select_option(label="老年介护")
    leader.main.get_by_label("做些什么").fill("带好推子，给下不了楼的老人剪头发")
    with leader.refused(422):
        leader.press("上架")
    expect(leader.main.get_by_label("做些什么")).to_have_value("带好推子，给下不了楼的老人剪头发")
    leader.main.get_by_label("周六 上午").check()
    leader.press("上架")
    expect(leader.main.get_by_text("居民现在就能点")).to_be_visible()

    make_need(state=NeedState.QUEUED, hands=2)
    make_need(kind=NeedKind.SPOTTED, state=NeedState.QUEUED, spotted_kind="litter", title="垃圾没人收：东门")
    officer = arrive(town.officer)
    officer.go("/desk/menus/")
    officer.follow(officer.main.get_by_role("link", name="上门理发"))
    officer.main.get_by_label("为什么下架").fill("没有资质")
    officer.press("下架")
    expect(officer.main.get_by_text("下架原因：没有资质")).to_be_visible()
    officer.go("/desk/spotted/")
    officer.follow(officer.main.get_by_role("link", name="垃圾没人收：东门"))
    officer.go("/desk/supply/?by=part")
    expect(officer.main.get_by_role("cell", name="随时都行")).to_be_visible()
    officer.go("/desk/menus/print/")
