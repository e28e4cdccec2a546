"""A towel from the list to the counter, scanned with a camera and typed without scripts; and a perk by a code of five minutes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from redvest.honour.models import PerkUse, Redemption
from redvest.registry.choices import Role
from tests.factories import registry as make
from tests.factories.ledger import fill, purse
from tests.factories.redeem import make_item, make_partner, make_perk, starred
from tests.journeys.camera import point_at
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_redeemed_on_a_phone_and_scanned_at_the_counter(arrive: Arrive, town: Town) -> None:
    person, keeper = make.make_volunteer(name="王晓明"), make.make_account(name="周建国")
    make.make_grant(account=keeper, role=Role.BODY_ADMIN, body=town.body)
    fill(purse(person), 25)
    make_item(partner=make_partner(body=town.body, name="黎明小店"))

    mine = arrive(person.account)
    mine.go("/gifts/")
    expect(mine.main.get_by_text("你能用的：25 分")).to_be_visible()
    mine.open("毛巾一条")
    mine.press("用 10 分 兑换")
    expect(mine.main.get_by_text("兑换好了")).to_be_visible()
    code = mine.main.get_by_role("img", name="领取码二维码")
    expect(code).to_be_visible()

    counter = arrive(keeper)
    counter.go("/desk/counter-codes/")
    counter.main.get_by_role("button", name="打开摄像头扫码").click()
    point_at(counter.page, code)
    expect(counter.main.get_by_role("heading", name="毛巾一条")).to_be_visible()
    expect(counter.main.get_by_text("王*明")).to_be_visible()
    counter.press("给了，确认领取")
    expect(counter.main.get_by_text("发放好了")).to_be_visible()
    assert Redemption.objects.get().state == "picked-up"
    mine.go("/me/redemptions/?list=done")
    expect(mine.main.get_by_text("已领取")).to_be_visible()


def test_a_perk_without_scripts(arrive: Arrive, town: Town) -> None:
    person, _by = starred(2, name="王晓明")
    keeper = make.make_account(name="周建国")
    make.make_grant(account=keeper, role=Role.BODY_ADMIN, body=town.body)
    make_perk(partner=make_partner(body=town.body, name="仙女湖景区", kind="scenic"))

    mine = arrive(person.account, scripts=False)
    mine.go("/perks/")
    expect(mine.main.get_by_text("门票 8 折")).to_be_visible()
    mine.go("/me/perks/")
    mine.press("出示礼遇码")
    expect(mine.main.get_by_text("没有你的身份")).to_be_visible()
    code = mine.main.locator(".pass").inner_text()

    counter = arrive(keeper, scripts=False)
    counter.go("/desk/counter-codes/")
    with counter.refused(404):
        counter.main.get_by_label("或者输入数字").fill("000000")
        counter.press("查这个码")
    counter.main.get_by_label("或者输入数字").fill(code)
    counter.press("查这个码")
    expect(counter.main.get_by_text("二星", exact=True)).to_be_visible()
    counter.press("确认使用：仙女湖门票")
    expect(counter.main.get_by_text("今年第 1 次")).to_be_visible()
    assert PerkUse.objects.count() == 1
