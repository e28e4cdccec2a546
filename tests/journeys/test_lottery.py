"""A lottery from the leader's plan to the public draw, and a waiting room that lets people in without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from redvest.service import jobs
from redvest.service.models import Opening, SignUp
from tests.factories import registry, service
from tests.factories.opening import CLOSES, DRAWS, OPENS, announce
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def plan(leader: Visitor, activity_id: object) -> None:
    leader.go(f"/desk/activities/{activity_id}/openings/")
    leader.open("安排放号")
    leader.open("分批开放")
    leader.open("抽签")
    form = leader.main
    form.get_by_label("什么时候开放").fill("2026-03-05T11:00")
    form.get_by_label("登记到什么时候").fill("2026-03-05T10:30")
    form.get_by_label("什么时候抽签").fill("2026-03-05T14:00")
    with leader.refused(422):
        leader.press("公布")
    expect(form.get_by_role("alert")).to_contain_text("登记至少要开放 10 分钟")
    form.get_by_label("登记到什么时候").fill("2026-03-05T13:00")
    leader.press("公布")
    expect(leader.page.get_by_text("放号安排好了")).to_be_visible()


def test_planned_entered_and_drawn_in_public(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader)
    post = service.make_post(activity=activity, title="讲解员", places=1)
    leader = arrive(town.leader)
    plan(leader, activity.pk)
    people = [arrive(registry.make_volunteer(name=name).account) for name in ("王小路", "李明霞")]
    people[0].go(f"/activities/{activity.pk}/")
    people[0].open("看抽签安排")
    expect(people[0].main.get_by_text("开始登记抽签，还有")).to_be_visible()

    moment.move_to(OPENS + timedelta(minutes=1))
    for turn, each in enumerate(people, 1):
        each.go(f"/posts/{post.pk}/opening/")
        each.press("登记参加抽签")
        expect(each.page.get_by_role("heading", name=f"你的签号是 {turn}")).to_be_visible()

    moment.move_to(CLOSES)
    jobs.run_lotteries(CLOSES)
    guest = arrive()
    guest.go(f"/lottery/{post.pk}/")
    expect(guest.main.get_by_text("名单上有 2 个签号")).to_be_visible()
    moment.move_to(DRAWS)
    jobs.run_lotteries(DRAWS)
    guest.go(f"/lottery/{post.pk}/")
    expect(guest.main.get_by_text(Opening.objects.get().seed)).to_be_visible()
    said = []
    for each in people:
        each.go(f"/posts/{post.pk}/opening/")
        said.append(each.page.get_by_role("heading", level=1).all_inner_texts()[-1])
    assert sorted(said) == ["候补第 1 位", "抽中了，已经报上"]
    leader.go(f"/desk/activities/{activity.pk}/openings/")
    expect(leader.main.get_by_text("已经抽出")).to_be_visible()


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_a_room_lets_people_in_without_scripts(
    arrive: Arrive, town: Town, moment: time_machine.Traveller
) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader)
    post = service.make_post(activity=activity, places=1)
    announce(post, opens_at=NOW + timedelta(minutes=2), waiting_room=True)
    me = arrive(registry.make_volunteer(name="王小路").account, scripts=False)
    me.go(f"/posts/{post.pk}/opening/")
    me.press("领排队号")
    expect(me.main.get_by_text("你已经到了")).to_be_visible()
    moment.move_to(NOW + timedelta(minutes=2))
    me.go(f"/posts/{post.pk}/opening/")  # what the Refresh header does by itself
    expect(me.main.get_by_text("第 1 号，轮到你了")).to_be_visible()
    me.press("报名")
    expect(me.page.get_by_role("heading", name="报上了")).to_be_visible()
    assert SignUp.objects.get().state == "confirmed"
