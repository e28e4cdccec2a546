"""Partners and what they offer, looked after by the officers of the place; refusals change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.redeem_offer import (
    add_item,
    add_partner,
    change_item,
    change_partner,
    move_item,
    restock_item,
)
from redvest.honour.choices import OfferState
from redvest.honour.models import RedeemItem, RedeemPartner
from redvest.honour.redeem_errors import (
    ItemEnded,
    ItemIsMoney,
    ItemUnknown,
    ItemWrong,
    OfferNameTaken,
    PartnerNameTaken,
    PartnerOver,
    PartnerUnknown,
    PartnerWrong,
    StockWrong,
)
from redvest.honour.rules.redeem import ItemForm, PartnerForm
from tests.factories import registry
from tests.factories.redeem import make_item, make_partner, make_perk, redeemed, shelves_add_up
from tests.factories.registry import NOW, TODAY, make_officer, make_region_tree

pytestmark = pytest.mark.django_db


def partner_form(**more: Any) -> PartnerForm:
    region = make_region_tree().chengnan.code
    return PartnerForm(
        **{"name": "暖心小店", "kind": "shop", "region": region, "place": "抱石大道 8 号", "hours": "9:00–17:00", **more}
    )  # fmt: skip


ITEM = ItemForm("毛巾一条", "纯棉毛巾。", "gift", "points", 10, 5, 1, "month", TODAY)


class TestPartner:
    def test_added_and_changed(self) -> None:
        by, body = make_officer(), registry.make_body()
        partner = add_partner(by=by, form=partner_form(body_id=body.pk), at=NOW)
        assert (partner.region_path, partner.body, partner.active) == (
            make_region_tree().chengnan.path, body, True,
        )  # fmt: skip
        item, perk = make_item(partner=partner), make_perk(partner=partner)
        there = make_region_tree().baihua
        change_partner(
            by=by, key=partner.pk, form=partner_form(region=there.code, active=False, until=TODAY), at=NOW
        )
        for row in (partner, item, perk):
            row.refresh_from_db()
            assert row.region_path == there.path
        assert not partner.active and partner.body is None and partner.until == TODAY
        assert AuditLine.objects.filter(verb__endswith="redeem_partner").count() == 2

    @pytest.mark.parametrize(
        "more",
        [
            {"name": " "}, {"name": "长" * 41}, {"place": ""}, {"hours": ""}, {"kind": "bank"}, {"region": "1"},
            {"body_id": uuid4()}, {"station_id": uuid4()},
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_not_kept(self, more: dict[str, Any]) -> None:
        with pytest.raises(PartnerWrong):
            add_partner(by=make_officer(), form=partner_form(**more), at=NOW)
        assert not RedeemPartner.objects.exists()

    def test_an_agreement_that_is_over_is_kept_only_as_ended(self) -> None:
        by = make_officer()
        with pytest.raises(PartnerOver):
            add_partner(by=by, form=partner_form(until=TODAY - timedelta(days=1)), at=NOW)
        assert not RedeemPartner.objects.exists()
        partner = add_partner(by=by, form=partner_form(until=TODAY), at=NOW)
        with pytest.raises(PartnerOver):
            change_partner(by=by, key=partner.pk, form=partner_form(until=date(2020, 1, 1)), at=NOW)
        change_partner(by=by, key=partner.pk, form=partner_form(until=date(2026, 3, 1), active=False), at=NOW)
        partner.refresh_from_db()
        assert (partner.until, partner.active) == (date(2026, 3, 1), False)

    def test_a_station_or_a_body_and_never_both(self) -> None:
        both = partner_form(body_id=registry.make_body().pk, station_id=registry.make_station().pk)
        with pytest.raises(PartnerWrong):
            add_partner(by=make_officer(), form=both, at=NOW)

    def test_a_name_is_taken_once(self) -> None:
        make_partner(name="暖心小店")
        with pytest.raises(PartnerNameTaken):
            add_partner(by=make_officer(), form=partner_form(), at=NOW)
        assert RedeemPartner.objects.count() == 1

    def test_only_by_who_governs_the_place(self) -> None:
        partner = make_partner()
        for by in (make_officer(make_region_tree().fenyi), registry.make_member()):
            with pytest.raises(NotAllowed):
                add_partner(by=by, form=partner_form(), at=NOW)
            with pytest.raises(PartnerUnknown):
                change_partner(by=by, key=partner.pk, form=partner_form(), at=NOW)
        with pytest.raises(NotAllowed):
            elsewhere = partner_form(region=make_region_tree().fenyi.code)
            change_partner(by=make_officer(), key=partner.pk, form=elsewhere, at=NOW)
        partner.refresh_from_db()
        assert partner.region_path == make_region_tree().chengnan.path and RedeemPartner.objects.count() == 1


class TestItem:
    def test_added_changed_restocked_paused_and_ended(self) -> None:
        by, partner = make_officer(), make_partner()
        item = add_item(by=by, partner_id=partner.pk, form=ITEM, at=NOW)
        assert (item.stock, item.supplied, item.per_person, item.state) == (5, 5, 1, OfferState.OPEN)
        kept = redeemed(item)
        change_item(by=by, key=item.pk, form=replace(ITEM, price=20, per_person=None, stock=None), at=NOW)
        restock_item(by=by, key=item.pk, amount=3, at=NOW)
        item.refresh_from_db()
        assert (item.price, item.per_person, item.stock, item.supplied) == (20, None, 7, 8)
        kept.refresh_from_db()
        assert kept.price == 10
        restock_item(by=by, key=item.pk, amount=-7, at=NOW)
        move_item(by=by, key=item.pk, state=OfferState.PAUSED, at=NOW)
        move_item(by=by, key=item.pk, state=OfferState.ENDED, at=NOW)
        for step in (
            lambda: change_item(by=by, key=item.pk, form=ITEM, at=NOW),
            lambda: restock_item(by=by, key=item.pk, amount=1, at=NOW),
            lambda: move_item(by=by, key=item.pk, state=OfferState.OPEN, at=NOW),
        ):
            with pytest.raises(ItemEnded):
                step()
        shelves_add_up()

    @pytest.mark.parametrize(
        ("more", "fault"),
        [
            ({"title": ""}, ItemWrong), ({"words": " "}, ItemWrong), ({"price": 0}, ItemWrong),
            ({"price": 10**7}, ItemWrong), ({"stock": None}, ItemWrong), ({"stock": -1}, ItemWrong),
            ({"per_person": 0}, ItemWrong), ({"kind": "money"}, ItemWrong), ({"ledger": "yuan"}, ItemWrong),
            ({"span": "day"}, ItemWrong), ({"until_on": date(2026, 1, 1)}, ItemWrong),
            ({"title": "50 元购物卡"}, ItemIsMoney), ({"words": "换现金"}, ItemIsMoney),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_nothing_is_kept(
        self, more: dict[str, Any], fault: type[Exception]
    ) -> None:
        with pytest.raises(fault):
            add_item(by=make_officer(), partner_id=make_partner().pk, form=replace(ITEM, **more), at=NOW)
        assert not RedeemItem.objects.exists()

    def test_pressed_twice_it_stands_on_the_shelf_once(self) -> None:
        by, partner = make_officer(), make_partner()
        item = add_item(by=by, partner_id=partner.pk, form=ITEM, at=NOW)
        with pytest.raises(OfferNameTaken):
            add_item(by=by, partner_id=partner.pk, form=ITEM, at=NOW)
        assert RedeemItem.objects.get() == item
        move_item(by=by, key=item.pk, state=OfferState.ENDED, at=NOW)
        assert add_item(by=by, partner_id=partner.pk, form=ITEM, at=NOW).pk != item.pk

    def test_a_service_needs_no_stock_and_becomes_no_gift_without(self) -> None:
        by = make_officer()
        item = add_item(
            by=by, partner_id=make_partner().pk, form=replace(ITEM, kind="service", stock=None), at=NOW
        )
        assert item.stock is None
        with pytest.raises(ItemWrong):
            change_item(by=by, key=item.pk, form=ITEM, at=NOW)
        with pytest.raises(StockWrong):
            restock_item(by=by, key=item.pk, amount=1, at=NOW)

    @pytest.mark.parametrize("amount", [0, -6, 10**6])
    def test_stock_never_falls_below_nothing(self, amount: int) -> None:
        item = make_item()
        with pytest.raises(StockWrong):
            restock_item(by=make_officer(), key=item.pk, amount=amount, at=NOW)
        item.refresh_from_db()
        assert (item.stock, item.supplied) == (5, 5)

    def test_the_word_of_money_is_named(self) -> None:
        with pytest.raises(ItemIsMoney) as fault:
            add_item(
                by=make_officer(), partner_id=make_partner().pk, form=replace(ITEM, title="加油卡"), at=NOW
            )
        assert "“加油卡”" in fault.value.message

    def test_what_was_redeemed_stays_in_its_ledger(self) -> None:
        item = make_item()
        redeemed(item)
        with pytest.raises(ItemWrong):
            change_item(by=make_officer(), key=item.pk, form=replace(ITEM, ledger="timebank"), at=NOW)

    def test_only_by_who_governs_the_place(self) -> None:
        item = make_item()
        for by in (make_officer(make_region_tree().fenyi), registry.make_member()):
            for step in (
                lambda by=by: change_item(by=by, key=item.pk, form=ITEM, at=NOW),
                lambda by=by: restock_item(by=by, key=item.pk, amount=1, at=NOW),
                lambda by=by: move_item(by=by, key=item.pk, state=OfferState.ENDED, at=NOW),
            ):
                with pytest.raises(ItemUnknown):
                    step()
        item.refresh_from_db()
        assert (item.stock, item.state) == (5, OfferState.OPEN)
