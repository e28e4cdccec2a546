"""A full post: a place in line, and the place itself when somebody gives theirs back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.factories import registry, service
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def queue_up(me: Visitor, address: str, position: int) -> None:
    me.go(address)
    expect(me.main.get_by_text("还缺")).to_have_count(0)
    me.press("排陪同员的候补")
    expect(me.page.get_by_role("heading", name=f"候补第 {position} 位")).to_be_visible()


def test_who_cancels_gives_the_place_to_the_first_in_line(arrive: Arrive, town: Town) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader)
    post = service.make_post(activity=activity, title="陪同员", places=1)
    people = [registry.make_volunteer(name=name) for name in ("王小路", "李明霞", "赵一鸣")]
    service.make_signup(post=post, volunteer=people[0])
    address = f"/activities/{activity.pk}/"
    holder, first, second = (arrive(person.account) for person in people)
    queue_up(first, address, 1)
    queue_up(second, address, 2)

    holder.go("/me/signups/")
    holder.open("陪独居老人买菜", within=holder.main)
    holder.main.get_by_role("button", name="取消报名").click()
    holder.press("取消报名", within=holder.page.get_by_role("dialog"))
    expect(holder.page.get_by_text("已经取消")).to_be_visible()

    first.go("/me/signups/")  # the place is kept for the first in line until they say that they come
    first.open("陪独居老人买菜", within=first.main)
    expect(first.page.get_by_role("heading", name="轮到你了")).to_be_visible()
    first.press("我去")
    expect(first.page.get_by_role("heading", name="报上了")).to_be_visible()
    first.go("/me/signups/")
    expect(first.main.get_by_role("listitem").filter(has_text="陪独居老人买菜")).to_contain_text("已报上")
    second.go("/me/signups/")
    expect(second.main.get_by_text("候补第 1 位")).to_be_visible()
    states = {signup.volunteer_id: signup.state for signup in SignUp.objects.all()}
    assert [states[person.pk] for person in people] == [
        SignUpState.CANCELLED, SignUpState.CONFIRMED, SignUpState.WAITING,
    ]  # fmt: skip


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_thinking_again_in_the_dialog_keeps_the_place(arrive: Arrive, town: Town) -> None:
    post = service.make_post(activity=service.make_activity(body=town.body, leader=town.leader))
    person = registry.make_volunteer(name="王小路")
    signup = service.make_signup(post=post, volunteer=person)
    me = arrive(person.account)
    me.go(f"/me/signups/{signup.pk}/")
    me.main.get_by_role("button", name="取消报名").click()
    me.page.get_by_role("dialog").get_by_role("button", name="再想想").click()
    expect(me.page.get_by_role("dialog")).to_be_hidden()
    signup.refresh_from_db()
    assert signup.state == SignUpState.CONFIRMED
