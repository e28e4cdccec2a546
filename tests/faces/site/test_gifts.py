"""Redeeming on the site: the list with balances, one thing, the confirmation, my redemptions with their code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.choices import RedemptionState
from redvest.honour.models import RedeemItem, Redemption
from redvest.registry.models import Message, Volunteer
from tests.faces.site.conftest import browser_of, html, words
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, purse
from tests.factories.redeem import (
    code_of,
    keeper_of,
    make_item,
    make_partner,
    redeemed,
    rich,
    shelves_add_up,
)
from tests.factories.registry import NOW, TODAY, make_account, volunteer_standing
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db
PAGE, MINE = "/gifts/", "/me/redemptions/"


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


class TestList:
    def test_an_empty_list_says_what_comes(self, guest: Client) -> None:
        page = words(guest.get(PAGE))
        assert "现在没有可以兑换的" in page and "不换钱" in page

    def test_everybody_reads_prices_and_the_cheapest_comes_first(self, guest: Client) -> None:
        make_item(title="保温杯", price=200)
        make_item(title="毛巾", stock=0)
        make_item(title="陪诊", ledger=TIMEBANK, price=90, stock=None)
        make_item(title="雨伞", state="paused")
        page = words(guest.get(PAGE))
        assert page.index("毛巾") < page.index("陪诊") < page.index("保温杯")
        assert "1 小时 30 分钟" in page and "200 分" in page and "兑完了" in page and "雨伞" not in page
        assert "你能用的" not in page

    def test_my_balance_stands_above_it(self, me: Client, person: Volunteer) -> None:
        make_item()
        assert "你现在没有能用的积分" in words(me.get(PAGE))
        fill(purse(person), 25)
        fill(purse(person), 5, TODAY)  # expires today: not to be spent
        fill(purse(person, TIMEBANK), 70)
        assert "你能用的：25 分、1 小时 10 分钟" in words(me.get(PAGE))

    def test_it_is_narrowed_by_address(self, guest: Client) -> None:
        make_item(title="毛巾")
        make_item(title="陪诊", ledger=TIMEBANK, stock=None)
        assert "陪诊" not in words(guest.get(f"{PAGE}?ledger=points"))
        assert "毛巾" not in words(guest.get(f"{PAGE}?kind=service"))
        assert "毛巾" in words(guest.get(f"{PAGE}?kind=x&ledger=%00"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, me: Client, person: Volunteer, many: int) -> None:
        fill(purse(person), 25)
        for _ in range(many):
            make_item()
        base = queries(me, "/perks/")
        assert queries(me, PAGE) - base == 2  # accounts and lots; both read one list


class TestOne:
    def test_a_guest_is_led_to_the_login(self, guest: Client) -> None:
        item = make_item(per_person=2, span="year", minors_allowed=False)
        page = guest.get(f"{PAGE}{item.pk}/")
        said = words(page)
        assert "10 分" in said and "每年 2 份" in said and "年满 18 岁" in said and item.partner.place in said
        assert "登录后兑换" in said and f"/login/?next=/gifts/{item.pk}/" in html(page)
        assert guest.get(f"{PAGE}{uuid4()}/").status_code == 404

    def test_who_is_on_no_register_and_who_has_too_little(
        self, member: Client, me: Client, person: Volunteer
    ) -> None:
        item = make_item()
        assert "实名注册成为志愿者" in words(member.get(f"{PAGE}{item.pk}/"))
        fill(purse(person), 4)
        page = me.get(f"{PAGE}{item.pk}/")
        assert "你能用的有 4 分，还差 6 分" in words(page) and "gift" in html(page)
        assert f"/gifts/{item.pk}/redeem/" not in html(page)

    def test_redeemed_once_however_often_it_is_sent(self, me: Client, person: Volunteer) -> None:
        item = make_item()
        fill(purse(person), 25)
        assert "兑换以后还剩 15 分" in words(me.get(f"{PAGE}{item.pk}/"))
        sent = {"price": "10", "key": str(uuid4())}
        for _ in range(2):
            page = me.post(f"{PAGE}{item.pk}/redeem/", sent, follow=True)
            assert "兑换好了" in words(page)
        kept, code = Redemption.objects.get(), code_of(Redemption.objects.get())
        assert f"{code[:4]} {code[4:]}" in words(page) and "<svg" in html(page)
        assert held(purse(person)) == 15 and RedeemItem.objects.get().stock == 4 and kept.price == 10
        adds_up()

    @pytest.mark.parametrize(
        ("price", "said"),
        [("", "价格刚刚改了"), ("9", "价格刚刚改了"), ("１０", "价格刚刚改了"), ("x", "价格刚刚改了")],
    )
    def test_another_price_redeems_nothing(
        self, me: Client, person: Volunteer, price: str, said: str
    ) -> None:
        item = make_item()
        fill(purse(person), 25)
        assert said in words(me.post(f"{PAGE}{item.pk}/redeem/", {"price": price, "key": "x"}, follow=True))
        assert not Redemption.objects.exists() and held(purse(person)) == 25

    def test_out_of_stock_is_said(self, me: Client, person: Volunteer) -> None:
        item = make_item(stock=0)
        fill(purse(person), 25)
        assert "兑完了" in words(me.get(f"{PAGE}{item.pk}/"))
        assert "刚刚被兑完了" in words(me.post(f"{PAGE}{item.pk}/redeem/", {"price": "10"}, follow=True))


class TestMine:
    @pytest.fixture
    def kept(self, person: Volunteer) -> Redemption:
        fill(purse(person), 50)
        return redeemed(by=volunteer_standing(person))

    def test_nothing_yet(self, me: Client) -> None:
        assert "没有等着领的" in words(me.get(MINE)) and "领过的、取消的" in words(
            me.get(f"{MINE}?list=done")
        )

    def test_what_waits_and_what_is_over(self, me: Client, kept: Redemption) -> None:
        page = words(me.get(MINE))
        assert "毛巾一条" in page and "待领取" in page and "3月19日" in page
        assert "毛巾一条" not in words(me.get(f"{MINE}?list=done"))
        pick_up(by=keeper_of(kept.item.partner), key=kept.pk, code=code_of(kept), at=NOW)
        assert "毛巾一条" not in words(me.get(MINE))
        assert "已领取" in words(me.get(f"{MINE}?list=done"))
        one = me.get(f"{MINE}{kept.pk}/")
        assert (
            code_of(kept)[:4] not in words(one) and "领取时间" in words(one) and 'role="img"' not in html(one)
        )

    def test_its_picture_opens_the_counter(self, me: Client, kept: Redemption, settings: Any) -> None:
        settings.REDVEST_BASE_URL = "https://redvest.example"
        seen: list[str] = []
        from redvest.faces.site import gifts

        plain = gifts.qr_svg
        gifts.qr_svg = lambda text: (seen.append(text), plain(text))[1]
        try:
            me.get(f"{MINE}{kept.pk}/")
        finally:
            gifts.qr_svg = plain
        assert seen == [f"https://redvest.example/desk/counter-codes/?code={code_of(kept)}"]

    def test_cancelled_with_what_expired_said(
        self, me: Client, person: Volunteer, on_the_tests_day: Any
    ) -> None:
        fill(purse(person), 10, TODAY + timedelta(days=2))
        kept = redeemed(by=volunteer_standing(person))
        on_the_tests_day.move_to(NOW + timedelta(days=3))
        page = words(me.post(f"{MINE}{kept.pk}/", {"verb": "cancel"}, follow=True))
        assert "取消了，10 分 退回你的账户。其中 10 分 已经到期" in page and "已取消" in page
        assert "不能再改" in words(me.post(f"{MINE}{kept.pk}/", {"verb": "cancel"}, follow=True))
        adds_up()
        shelves_add_up()

    def test_another_code(self, me: Client, kept: Redemption) -> None:
        before = code_of(kept)
        page = words(me.post(f"{MINE}{kept.pk}/", {"verb": "renew"}, follow=True))
        kept.refresh_from_db()
        assert code_of(kept) != before and code_of(kept)[:4] in page

    def test_nothing_pressed_and_anothers(self, me: Client, kept: Redemption) -> None:
        me.post(f"{MINE}{kept.pk}/", {})
        kept.refresh_from_db()
        assert kept.state == RedemptionState.HELD
        other = redeemed()
        assert me.get(f"{MINE}{other.pk}/").status_code == 404
        assert me.post(f"{MINE}{other.pk}/", {"verb": "cancel"}).status_code == 404
        other.refresh_from_db()
        assert other.state == RedemptionState.HELD

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, me: Client, person: Volunteer, many: int) -> None:
        fill(purse(person), 50)
        for _ in range(many):
            redeemed(by=volunteer_standing(person), item=make_item(partner=make_partner()))
        Message.objects.all().delete()
        base = queries(me, "/perks/")
        assert queries(me, MINE) == base

    def test_a_notice_leads_to_it(self, me: Client, kept: Redemption) -> None:
        notice = Message.objects.get()
        page = me.post(f"/me/inbox/{notice.pk}/")
        assert page.status_code == 302 and page["Location"] == f"{MINE}{kept.pk}/"


def test_nobody_redeems_with_anothers_units(me: Client) -> None:
    item, (other, _by) = make_item(), rich()
    page = me.post(f"{PAGE}{item.pk}/redeem/", {"price": "10", "key": str(uuid4())}, follow=True)
    assert "你能用的有 0 分，还差 10 分" in words(page)
    assert held(purse(other)) == 100 and not Redemption.objects.exists()


def test_a_guardian_redeems_for_a_child_out_of_the_childs_own(guest: Client) -> None:
    parent = make_account()
    child = registered(parent)
    fill(purse(child), 30)
    item, grown = make_item(title="书包"), make_item(title="保温杯", minors_allowed=False)
    mine = browser_of(parent)
    who = f"?who={child.pk}"
    assert f"{MINE}{who}" in html(mine.get(f"/me/children/{child.pk}/"))
    page = mine.get(f"{PAGE}{who}")
    assert "你能用的：30 分" in words(page) and f"{PAGE}{item.pk}/{who}" in html(page)
    sent = {"price": "10", "key": str(uuid4()), "who": str(child.pk)}
    done = mine.post(f"{PAGE}{item.pk}/redeem/", sent, follow=True)
    kept = Redemption.objects.get()
    assert "兑换好了" in words(done) and kept.volunteer_id == child.pk and held(purse(child)) == 20
    assert "只给成年人" in words(
        mine.post(f"{PAGE}{grown.pk}/redeem/", {**sent, "key": str(uuid4())}, follow=True)
    )
    assert "李小雨的兑换" in words(mine.get(f"{MINE}{who}"))
    mine.post(f"{MINE}{kept.pk}/", {"verb": "cancel", "who": str(child.pk)})
    kept.refresh_from_db()
    assert kept.state == RedemptionState.CANCELLED and held(purse(child)) == 30
    for address in (f"{MINE}?who={uuid4()}", f"{MINE}{kept.pk}/?who=x", f"{PAGE}?who={rich()[0].pk}"):
        assert mine.get(address).status_code in (403, 404)
    assert mine.get(f"{MINE}{kept.pk}/").status_code != 200, "without naming the child it is nobody's own"
    assert guest.get(f"{PAGE}{who}").status_code != 200
    adds_up()
