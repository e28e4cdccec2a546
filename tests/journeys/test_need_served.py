"""A need goes from the desk to a volunteer's phone, to the door, and back to whoever asked for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from redvest.care.actions.need_link import link_of
from redvest.care.choices import NeedState
from redvest.care.models import NeedServing
from redvest.registry.choices import Role
from redvest.service.models import HoursEntry
from tests.factories import registry
from tests.factories.care import make_menu_item, make_need
from tests.factories.dispatch import code_of, join, served, wrong_code
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_desk_to_the_door_and_back(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    person = registry.make_volunteer(name="李明霞", region=town.tree.baihua, domains=("xinyu:02",))
    registry.make_volunteer(name="周路人", region=town.tree.baihua)
    need = make_need(state=NeedState.QUEUED, menu_item=make_menu_item(body=town.body))

    desk = arrive(town.officer)
    desk.go(f"/desk/needs/{need.pk}/")
    desk.press("分批问志愿者")
    assert desk.page.get_by_text("就住在这个社区").first.is_visible()

    me = arrive(person.account)
    me.go("/me/needs/")
    assert "刘桂英" not in me.page.content()
    me.open(need.title, within=me.main)
    me.press("我去")
    me.press("看住址和电话")
    assert me.page.get_by_role("heading", name="刘桂英").is_visible()
    assert me.page.get_by_text("百花路 8 号 2 栋 301").is_visible()
    serving = NeedServing.objects.get()

    requester = arrive()
    requester.go(f"/n/{link_of(need=need, at=NOW)}/")
    assert requester.page.get_by_text(code_of(serving), exact=True).is_visible()

    me.page.get_by_label("求助人告诉你的四位服务码").fill(wrong_code(serving))
    with me.refused(422):
        me.press("开始服务")
    me.page.get_by_label("求助人告诉你的四位服务码").fill(code_of(serving))
    me.press("开始服务")
    moment.shift(timedelta(minutes=45))
    me.page.get_by_label("做了什么").fill("买了药，量了血压")
    me.press("办完了")
    assert me.page.get_by_text("等记录单位会签").is_visible()

    requester.page.reload()
    requester.press("办好了")
    requester.page.get_by_label("5 星").check()
    requester.press("交评分")
    assert requester.page.get_by_text("谢谢你的评分").is_visible()

    leader = arrive(town.leader)
    leader.go("/desk/dispatches/")
    leader.follow(leader.page.get_by_role("button", name="会签"))
    assert leader.page.get_by_text("会签好了，等级 B").is_visible()
    need.refresh_from_db()
    assert (need.state, need.score, HoursEntry.objects.get().grade) == (NeedState.CLOSED, 5, "B")
    desk.go(f"/desk/needs/{need.pk}/")
    me.go("/me/needs/")
    me.open(need.title, within=me.main)


def test_an_organisation_takes_it_and_asks_its_members(arrive: Arrive, town: Town) -> None:
    member = registry.make_volunteer(name="王小勤", region=town.tree.baihua)
    join(town.body, member)
    need = make_need(state=NeedState.QUEUED, title="帮老小区清理楼道", hands=2)
    desk = arrive(town.officer)
    desk.go(f"/desk/needs/{need.pk}/")
    desk.open("派给组织")
    desk.follow(desk.page.get_by_role("button", name=f"派给：{town.body.name}"))

    leader = arrive(town.leader)
    leader.go("/desk/dispatches/")
    leader.open(need.title, within=leader.main)
    leader.press("接下来")
    leader.page.get_by_label("王小勤").check()
    leader.press("问这几位")
    leader.open("要很多人手？办成一场活动 ›")

    theirs = arrive(member.account)
    theirs.go(f"/help/{need.pk}/")
    theirs.press("我去")
    assert NeedServing.objects.get().body == town.body


def test_without_scripts_a_need_is_taken_and_confirmed(arrive: Arrive, town: Town, screen: str) -> None:
    done = served(at=NOW - timedelta(hours=6))
    requester = arrive(scripts=False)
    requester.go(f"/n/{done.token}/")
    requester.press("没有办")
    done.need.refresh_from_db()
    assert done.need.state == NeedState.QUEUED

    keeper = registry.make_account(name="赵站长")
    registry.make_grant(
        account=keeper, role=Role.STATION_KEEPER, station=registry.make_station(town.tree.baihua)
    )
    desk = arrive(keeper, scripts=False)
    desk.go(f"/desk/needs/{done.need.pk}/")
    desk.press("公开抢单")
    me = arrive(registry.make_volunteer(name="李明霞").account, scripts=False)
    me.go(f"/help/{done.need.pk}/")
    me.press("我去")
    me.press("去不了了")


def test_ringing_back(arrive: Arrive, town: Town) -> None:
    done = served(at=NOW - timedelta(hours=6))
    desk = arrive(town.officer)
    desk.go(f"/desk/needs/{done.need.pk}/")
    desk.open("打电话回访")
    desk.page.get_by_label("办好了").check()
    desk.page.get_by_label("补充").fill("说很满意")
    desk.press("记下来")
    assert desk.page.get_by_text("说很满意").is_visible()
