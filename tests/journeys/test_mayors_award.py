"""The Mayor's Award at the browser: set up from its template, stood for, checked, shown, decided, conferred, on the wall."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect

from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardEdition, AwardNomination
from redvest.registry.choices import Role
from redvest.registry.models import Account
from redvest.service.models import AwardRecord
from tests.factories import registry
from tests.factories.registry import NOW, TODAY
from tests.factories.star import serve
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


def shoot(visitor: Visitor, name: str) -> None:
    """A picture for who builds the pages, where they say so."""
    if folder := os.environ.get("REDVEST_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}-{visitor.width}.png", full_page=True)


def agree(visitor: Visitor, button: str, yes: str) -> None:
    """Press a button that asks first, and say yes."""
    visitor.main.get_by_role("button", name=button, exact=True).click()
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("dialog").get_by_role("button", name=yes, exact=True).click()
    visitor.look()


def of_the_centre(town: Town) -> Account:
    account = registry.make_account(name="张中心")
    registry.make_grant(account=account, role=Role.CENTRE, region=town.tree.city)
    return account


def set_up(centre: Visitor) -> str:
    """From the template to what everybody sees; the address of the edition at the desk."""
    centre.go("/desk/editions/")
    shoot(centre, "editions-empty")
    centre.open("办一届评选")
    centre.open("志愿服务市长奖")
    fill = {"这一届叫什么": "2026 年新余市志愿服务市长奖", "由谁表彰": "新余市人民政府"}
    for label, text in fill.items():
        centre.main.get_by_label(label).fill(text)
    for label, days in {"推荐从哪天开始": 0, "推荐到哪天截止": 5, "评审到哪天": 20}.items():
        centre.main.get_by_label(label).fill((TODAY + days * DAY).isoformat())
    shoot(centre, "edition-new")
    centre.press("先建好，不公开")
    shoot(centre, "edition-draft")
    address = centre.path
    agree(centre, "公开，开始推荐", "公开")
    expect(centre.main.get_by_text("不能提前结束")).to_be_visible()
    shoot(centre, "edition-open")
    return address


def test_from_nomination_to_conferral(arrive: Arrive, town: Town, moment: time_machine.Traveller) -> None:
    person = registry.make_volunteer(name="李明霞")
    serve(person, 25, at=NOW - 20 * DAY)
    account = of_the_centre(town)
    centre = arrive(account)
    address = set_up(centre)
    edition = AwardEdition.objects.get()

    assert person.account is not None
    mine = arrive(person.account)
    mine.go("/awards/")
    shoot(mine, "awards")
    mine.open("2026 年新余市志愿服务市长奖")
    shoot(mine, "award-open")
    mine.open("自荐：市长奖（个人）")
    mine.main.get_by_label("为什么自荐").fill("十年如一日照顾楼里的三位独居老人。")
    shoot(mine, "nominate")
    mine.press("提交自荐")
    expect(mine.main.get_by_text("待审核")).to_be_visible()
    shoot(mine, "my-nominations")

    moment.move_to(NOW + 6 * DAY)
    centre.go(address)
    centre.press("截止推荐")
    centre.open("审核推荐")
    shoot(centre, "nominations")
    centre.open("李*霞")
    shoot(centre, "nomination")
    centre.press("符合条件，入围")
    centre.go(address)
    centre.press("进入评审")
    centre.open("选出当选的")
    centre.main.get_by_label("李*霞").check()
    shoot(centre, "winners")
    centre.press("就选这些")
    agree(centre, "开始公示", "开始公示")

    citizen = arrive(registry.make_account(name="王小路"))
    citizen.go(f"/awards/{edition.pk}/")
    shoot(citizen, "award-public")
    citizen.main.get_by_text("对整个结果有意见").click()
    citizen.main.get_by_label("哪里不对").last.fill("评分标准没有提前公布。")
    citizen.main.get_by_role("button", name="提出意见").last.click()
    expect(citizen.main.get_by_text("收到 1 条意见，答复了 0 条")).to_be_visible()

    moment.move_to(NOW + 20 * DAY)
    centre = arrive(account)  # a sign-in does not last so long
    centre.go(address)
    shoot(centre, "edition-objection")
    centre.main.get_by_label("怎么答复").fill("推荐开始那天就公布在评选页面上。")
    centre.press("意见不成立")
    with centre.refused(422):
        centre.press("按文件决定")
        expect(centre.main.get_by_text("请填写表彰文件的文号").first).to_be_visible()
    centre.main.get_by_label("文号").fill("余府字〔2026〕12 号")
    centre.press("按文件决定")
    centre.press("表彰")
    shoot(centre, "edition-conferred")
    edition.refresh_from_db()
    assert edition.state == EditionState.CONFERRED
    assert AwardNomination.objects.get().state == NominationState.CHOSEN
    assert AwardRecord.objects.get().document_number == "余府字〔2026〕12 号"

    mine = arrive(person.account)
    mine.go("/me/nominations/")
    shoot(mine, "my-honour")
    mine.press("同意上荣誉墙")
    citizen.go("/honour/")
    expect(citizen.main.get_by_role("heading", name="李明霞")).to_be_visible()
    shoot(citizen, "honour-wall")
