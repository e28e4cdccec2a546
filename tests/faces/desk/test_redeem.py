"""Redemption at the desk: lists, partners, things and stock, perks, months, and what is called off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.redeem import cancel_redemption
from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.choices import OfferState, RedemptionState
from redvest.honour.models import Perk, RedeemItem, RedeemPartner, Redemption
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.ledger import TIMEBANK, adds_up
from tests.factories.redeem import (
    code_of,
    keeper_of,
    make_item,
    make_partner,
    make_perk,
    redeemed,
    rich,
    shelves_add_up,
)
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
URL = "/desk/redeem/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return sum("honour_" in each["sql"] for each in spent)


def partner_fields(at: Place, /, **more: Any) -> dict[str, Any]:
    return {
        "name": "暖心小店", "kind": "shop", "region": at.tree.chengnan.code, "place": "抱石大道 8 号",
        "hours": "每天 9:00–17:00", "station": "", "body": "", "until": "", "active": "on", **more,
    }  # fmt: skip


def item_fields(**more: Any) -> dict[str, Any]:
    return {
        "title": "毛巾一条", "words": "纯棉毛巾。", "kind": "gift", "ledger": "points", "price": "10", "stock": "5",
        "per_person": "", "span": "ever", "from_on": "2026-03-01", "until_on": "", "minors_allowed": "on",
        "verb": "change", **more,
    }  # fmt: skip


class TestLists:
    def test_empty_ones_teach(self, place: Place, as_officer: Client) -> None:
        for name, words in (
            ("", "先登记一个合作点"), ("partners", "先登记一个合作点"), ("perks", "先登记一个合作点"),
            ("held", "没有等着领的"), ("months", "这一年还没有兑换"), ("x", "先登记一个合作点"),
        ):  # fmt: skip
            assert words in said(as_officer.get(f"{URL}?list={name}"))

    def test_what_is_offered_in_my_places(self, place: Place, as_officer: Client, sign_in: SignIn) -> None:
        partner = make_partner(name="城南超市")
        make_item(partner=partner, title="毛巾")
        make_item(partner=partner, title="雨伞", stock=0)
        make_item(partner=partner, title="茶杯", state=OfferState.PAUSED)
        make_perk(partner=partner, title="门票礼遇")
        page = said(as_officer.get(URL))
        assert "城南超市" in page and "5 / 5" in page and "兑完了" in page and "暂停" in page
        assert "雨伞" not in said(as_officer.get(f"{URL}?q=毛巾")) and "毛巾" in said(
            as_officer.get(f"{URL}?q=城南")
        )
        assert "毛巾" not in said(as_officer.get(f"{URL}?state=paused"))
        assert "城南超市" in said(as_officer.get(f"{URL}?list=partners&q=城南"))
        assert "二星起" in said(as_officer.get(f"{URL}?list=perks"))
        far = sign_in(place.far_officer)
        assert "城南超市" not in said(far.get(URL)) + said(far.get(f"{URL}?list=partners"))

    def test_what_waits_is_masked_and_first_what_lapses_first(self, place: Place, as_officer: Client) -> None:
        redeemed(by=rich(name="王晓明")[1])
        redeemed(by=rich(name="李大山")[1], at=NOW - timedelta(days=5))
        page = said(as_officer.get(f"{URL}?list=held"))
        assert page.index("李*山") < page.index("王*明") and "王晓明" not in page and "3月14日" in page

    def test_months_tell_what_became_of_it(self, place: Place, as_officer: Client) -> None:
        by = rich()[1]
        one, two, _three = (redeemed(by=by) for _ in range(3))
        redeemed(by=by, at=NOW - timedelta(days=40))
        cancel_redemption(by=by, key=one.pk, at=NOW)
        pick_up(by=keeper_of(two.item.partner), key=two.pk, code=code_of(two), at=NOW)
        page = said(as_officer.get(f"{URL}?list=months"))
        assert page.index("2026年3月") < page.index("2026年1月") and "20 分" in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_they_cost_the_same_for_many(self, place: Place, as_officer: Client, many: int) -> None:
        for _ in range(many):
            redeemed()
            make_perk()
        found = [
            spent_on(as_officer, f"{URL}?list={each}")
            for each in ("items", "partners", "perks", "held", "months")
        ]
        assert found == [3, 3, 3, 3, 3]  # stars in the rail, whether I hand out, the list

    def test_who_governs_no_place_has_none(self, place: Place, sign_in: SignIn) -> None:
        for account in (place.member, place.admin, place.leader):
            assert sign_in(account).get(URL).status_code == 403


class TestPartner:
    def test_added_and_changed(self, place: Place, as_officer: Client) -> None:
        page = as_officer.post(
            f"{URL}partners/new/", partner_fields(place, body=str(place.body.pk)), follow=True
        )
        assert "接着写兑换什么" in said(page)
        partner = RedeemPartner.objects.get()
        assert partner.body == place.body and partner.region_path == place.tree.chengnan.path
        url = f"{URL}partners/{partner.pk}/"
        assert 'value="暖心小店"' in said(as_officer.get(url))
        as_officer.post(url, partner_fields(place, name="暖心大店", until="2026-12-31", active=""))
        partner.refresh_from_db()
        assert (partner.name, partner.active, str(partner.until)) == ("暖心大店", False, "2026-12-31")

    def test_what_lacks_is_said_beside_its_field(self, place: Place, as_officer: Client) -> None:
        make_partner(name="暖心小店")
        page = as_officer.post(f"{URL}partners/new/", partner_fields(place))
        assert page.status_code == 422 and "已经有一个同名的" in said(page)
        page = as_officer.post(f"{URL}partners/new/", partner_fields(place, name="", place=""))
        assert page.status_code == 422 and "请写合作点的名称" in said(page) and "请写地址" in said(page)
        both = partner_fields(
            place, name="两家", body=str(place.body.pk), station=str(registry.make_station().pk)
        )
        page = as_officer.post(f"{URL}partners/new/", both)
        assert page.status_code == 422 and "只选一个" in said(page)
        assert RedeemPartner.objects.count() == 1

    def test_elsewhere_it_is_not_found(self, place: Place, sign_in: SignIn) -> None:
        partner = make_partner()
        assert sign_in(place.far_officer).get(f"{URL}partners/{partner.pk}/").status_code == 404
        assert sign_in(place.admin).get(f"{URL}partners/new/").status_code == 403


class TestItem:
    def test_added_changed_restocked_paused_ended(self, place: Place, as_officer: Client) -> None:
        partner = make_partner()
        page = as_officer.get(f"{URL}partners/{partner.pk}/items/new/")
        assert "钱、卡、带面额的券不能兑换" in said(page)
        as_officer.post(f"{URL}partners/{partner.pk}/items/new/", item_fields())
        item = RedeemItem.objects.get()
        url = f"{URL}items/{item.pk}/"
        assert "上架中" in said(as_officer.get(url))
        as_officer.post(url, item_fields(price="20", per_person="1", span="year"))
        as_officer.post(url, {"verb": "stock", "amount": "-2"})
        as_officer.post(url, {"verb": "pause"})
        item.refresh_from_db()
        assert (item.price, item.per_person, item.stock, item.supplied, item.state) == (20, 1, 3, 3, "paused")
        as_officer.post(url, {"verb": "open"})
        as_officer.post(url, {"verb": "end"})
        page = said(as_officer.post(url, {"verb": "open"}, follow=True))
        item.refresh_from_db()
        assert "已经下架的不能再改" in page and item.state == OfferState.ENDED

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"title": "50 元购物卡"}, "去掉“购物卡”"), ({"price": "0"}, "请填 1 到"), ({"stock": ""}, "礼品要写库存"),
            ({"until_on": "2026-01-01"}, "结束日期不能早于"), ({"from_on": "昨天"}, "日期看不懂"),
            ({"words": ""}, "请写几句说明"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_keeps_what_was_typed(
        self, place: Place, as_officer: Client, more: dict[str, Any], words: str
    ) -> None:
        page = as_officer.post(
            f"{URL}partners/{make_partner().pk}/items/new/", item_fields(per_person="7", **more)
        )
        assert page.status_code == 422 and words in said(page) and 'value="7"' in said(page)
        assert not RedeemItem.objects.exists()

    @pytest.mark.parametrize("amount", ["-6", "0", "", "x"])
    def test_stock_never_below_nothing(self, place: Place, as_officer: Client, amount: str) -> None:
        item = make_item()
        page = as_officer.post(f"{URL}items/{item.pk}/", {"verb": "stock", "amount": amount})
        item.refresh_from_db()
        assert page.status_code == 422 and item.stock == 5

    def test_what_cannot_be_handed_out_goes_back_with_a_reason(
        self, place: Place, as_officer: Client
    ) -> None:
        kept = redeemed(by=rich(name="王晓明")[1])
        url = f"{URL}items/{kept.item_id}/"
        assert "王*明" in said(as_officer.get(url))
        assert "请写一句为什么" in said(as_officer.post(f"{URL}held/{kept.pk}/", {"reason": ""}, follow=True))
        kept.refresh_from_db()
        assert kept.state == RedemptionState.HELD
        page = as_officer.post(f"{URL}held/{kept.pk}/", {"reason": "停产"}, follow=True)
        assert "退回去了" in said(page) and "王*明" not in said(page)
        kept.refresh_from_db()
        assert (kept.state, kept.reason) == (RedemptionState.CANCELLED, "停产")
        adds_up()
        shelves_add_up()

    def test_elsewhere_it_is_not_found(self, place: Place, sign_in: SignIn) -> None:
        kept, far = redeemed(), sign_in(place.far_officer)
        assert far.get(f"{URL}items/{kept.item_id}/").status_code == 404
        page = far.post(f"{URL}held/{kept.pk}/", {"reason": "停产"})
        assert page.status_code == 404 and "没有找到这次兑换" in said(page)
        assert Redemption.objects.get().state == RedemptionState.HELD


@pytest.mark.parametrize("many", [1, 3])
def test_one_page_costs_the_same_for_many(place: Place, as_officer: Client, many: int) -> None:
    partner = make_partner()
    item = make_item(partner=partner)
    for _ in range(many):
        make_item(partner=partner)
        make_perk(partner=partner)
        redeemed(item)
    found = [spent_on(as_officer, f"{URL}{each}/") for each in (f"partners/{partner.pk}", f"items/{item.pk}")]
    assert found == [4, 3]  # stars in the rail, the row itself, and each of its lists


class TestPerk:
    def test_added_changed_and_ended(self, place: Place, as_officer: Client) -> None:
        partner = make_partner()
        fields = {
            "title": "仙女湖门票", "what": "门票 8 折", "words": "看码进门。", "least_star": "2", "uses": "2",
            "from_on": "2026-03-01", "until_on": "", "announced": "on", "verb": "change",
        }  # fmt: skip
        wrong = as_officer.post(f"{URL}partners/{partner.pk}/perks/new/", {**fields, "what": "50 元红包"})
        assert wrong.status_code == 422 and "去掉“红包”" in said(wrong) and not Perk.objects.exists()
        as_officer.post(f"{URL}partners/{partner.pk}/perks/new/", fields)
        perk = Perk.objects.get()
        url = f"{URL}perks/{perk.pk}/"
        as_officer.post(url, {**fields, "least_star": "4", "uses": "", "announced": ""})
        perk.refresh_from_db()
        assert (perk.least_star, perk.uses, perk.announced) == (4, None, False)
        as_officer.post(url, {"verb": "end"})
        assert "已经下架" in said(as_officer.post(url, {"verb": "open"}, follow=True))
        assert "门票 8 折" in said(as_officer.get(url))

    def test_elsewhere_it_is_not_found(self, place: Place, sign_in: SignIn) -> None:
        assert sign_in(place.far_officer).get(f"{URL}perks/{make_perk().pk}/").status_code == 404


def test_time_is_told_in_hours(place: Place, as_officer: Client) -> None:
    make_item(ledger=TIMEBANK, price=90, stock=None, until_on=TODAY)
    assert "1 小时 30 分钟" in said(as_officer.get(URL))
