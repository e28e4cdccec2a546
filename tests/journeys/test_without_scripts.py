"""Finding, reading, signing in, signing up and cancelling with scripts switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.factories import registry, service
from tests.factories.registry import PASSWORD
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_find_read_sign_in_sign_up_and_cancel(arrive: Arrive, town: Town) -> None:
    phone = registry.next_phone()
    registry.make_volunteer(name="李明霞", phone=phone)
    post = service.make_post(
        activity=service.make_activity(body=town.body, leader=town.leader), title="陪同员"
    )
    me = arrive(scripts=False)
    me.go("/")
    me.page.get_by_role("searchbox", name="找活动").fill("独居老人")
    me.press("找")
    me.open("陪独居老人买菜")
    expect(me.main.get_by_text("保险、饮水、红马甲")).to_be_visible()
    expect(me.main.get_by_text("过马路、提重物")).to_be_visible()

    me.open("登录后报名")
    me.page.get_by_label("手机号").fill(phone)
    me.page.get_by_label("密码").fill(PASSWORD)
    me.press("登录", within=me.main)
    expect(me.page.get_by_role("heading", name="陪独居老人买菜")).to_be_visible()  # back where one came from
    me.press("报名做陪同员")
    expect(me.page.get_by_role("heading", name="报上了")).to_be_visible()
    assert SignUp.objects.get().state == SignUpState.CONFIRMED

    me.press("取消报名")
    expect(me.page.get_by_text("名额按顺序给下一位")).to_be_visible()
    assert SignUp.objects.get().state == SignUpState.CANCELLED
    post.refresh_from_db()
    assert post.taken == 0


def test_the_list_is_narrowed_and_the_map_page_still_lists(arrive: Arrive, town: Town) -> None:
    service.make_activity(body=town.body, leader=town.leader)
    service.make_activity(body=town.body, leader=town.leader, title="河边植树", domain_key="xinyu:05")
    me = arrive(scripts=False)
    me.go("/activities/")
    me.main.get_by_text("类别、地方、日子和年龄").click()
    me.page.get_by_label("类别", exact=True).select_option(label="邻里守望")
    me.press("就这样找")
    expect(me.page.get_by_role("heading", name="陪独居老人买菜")).to_be_visible()
    expect(me.page.get_by_role("heading", name="河边植树")).to_have_count(0)
    me.open("地图")
    expect(me.page.get_by_role("heading", name="陪独居老人买菜")).to_be_visible()


def test_the_rotating_code_renews_itself_by_reloading(arrive: Arrive, town: Town) -> None:
    person = registry.make_volunteer(name="李明霞")
    me = arrive(person.account, scripts=False)
    me.go("/me/code/")
    expect(me.page.get_by_role("img", name="签到码")).to_be_visible()
    wait = me.page.locator("noscript meta[http-equiv=refresh]").get_attribute("content")
    assert wait is not None and 0 < int(wait) <= 20
