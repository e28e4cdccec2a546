"""Redeemed, taken back, another code: stock, units and redemption together or not at all; refusals change nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.redeem import cancel_redemption, redeem, renew_code
from redvest.honour.choices import AccountKind, OfferState, RedemptionState
from redvest.honour.ledger_errors import LedgerKeyUsed
from redvest.honour.models import LedgerTransfer, Redemption
from redvest.honour.queries.ledger import lots_of
from redvest.honour.queries.redeem import hash_of_code
from redvest.honour.redeem_errors import (
    AdultsOnly,
    ItemUnknown,
    NotRedeemable,
    OutOfStock,
    PriceMoved,
    RedeemLimit,
    RedeemShort,
    RedemptionOver,
    RedemptionUnknown,
)
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import NoVolunteerRecord, VolunteerNotActive
from redvest.registry.models import DatedSetting, Merge, Message
from redvest.registry.policy import Standing
from tests.factories import registry
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, of_city, purse
from tests.factories.redeem import code_of, make_item, make_partner, redeemed, rich, shelves_add_up
from tests.factories.registry import CITY, NOW, TODAY, make_other_city, make_region_tree, standing_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def nothing_happened(item: Any, stock: int | None = 5) -> None:
    item.refresh_from_db()
    assert item.stock == stock and not Redemption.objects.exists()
    assert not LedgerTransfer.objects.filter(kind__in=["spend", "return"]).exists()
    assert not Message.objects.exists() and not AuditLine.objects.filter(verb="redeem").exists()
    adds_up()


class TestRedeem:
    def test_one_off_the_shelf_units_spent_and_a_code_for_the_owner(self) -> None:
        item, (person, by) = make_item(), rich(25)
        kept = redeem(by=by, item_id=item.pk, price=10, key="a", at=NOW)
        item.refresh_from_db()
        assert (item.stock, item.supplied, held(purse(person)), held(of_city(AccountKind.SPENT))) == (
            4,
            5,
            15,
            10,
        )
        assert (kept.state, kept.price, kept.turn, kept.until) == (
            RedemptionState.HELD,
            10,
            1,
            TODAY + 14 * DAY,
        )
        code = code_of(kept)
        assert len(code) == 8 and bytes(kept.code_hash) == hash_of_code(code)
        text = Message.objects.get(account=person.account).text
        assert "毛巾一条" in text and "3月19日" in text and code not in text
        line = AuditLine.objects.get(verb="redeem")
        assert line.details["amount"] == 10 and code not in str(line.details)
        adds_up()
        shelves_add_up()

    def test_a_service_has_no_stock_and_time_pays_as_well(self) -> None:
        item = make_item(stock=None, ledger=TIMEBANK, price=120, title="陪诊两小时")
        person = registry.make_volunteer()
        fill(purse(person, TIMEBANK), 130)
        kept = redeemed(item, by=registry.volunteer_standing(person))
        item.refresh_from_db()
        assert item.stock is None and held(purse(person, TIMEBANK)) == 10
        assert kept.transfer.ledger == TIMEBANK
        adds_up()

    def test_the_same_request_twice_redeems_once(self) -> None:
        item, (person, by) = make_item(), rich()
        one, two = (redeemed(item, by=by, key="same") for _ in range(2))
        assert one == two and held(purse(person)) == 90 and Message.objects.count() == 1
        other = make_item()
        with pytest.raises(LedgerKeyUsed):
            redeemed(other, by=by, key="same")
        other.refresh_from_db()
        assert other.stock == 5 and Redemption.objects.count() == 1

    def test_how_long_it_is_kept_is_a_dated_rule_of_the_place(self) -> None:
        DatedSetting.objects.create(
            key="redeem.days", region=make_region_tree().city, effective_on=TODAY, value=3, set_at=NOW
        )
        assert redeemed().until == TODAY + 3 * DAY

    @pytest.mark.parametrize("points", [0, 9])
    def test_too_few_points_are_told_with_what_lacks(self, points: int) -> None:
        item, person = make_item(), registry.make_volunteer()
        if points:
            fill(purse(person), points)
        with pytest.raises(RedeemShort) as fault:
            redeemed(item, by=registry.volunteer_standing(person))
        assert f"你能用的有 {points} 分，还差 {10 - points} 分" in fault.value.message
        nothing_happened(item)

    def test_what_has_expired_pays_nothing(self) -> None:
        item, (_person, by) = make_item(), rich(50, TODAY)
        with pytest.raises(RedeemShort):
            redeemed(item, by=by)
        nothing_happened(item)

    def test_points_pay_for_no_time_and_the_other_way_round(self) -> None:
        item, (_person, by) = make_item(ledger=TIMEBANK), rich(500)
        with pytest.raises(RedeemShort):
            redeemed(item, by=by)
        nothing_happened(item)

    def test_the_last_one_is_the_last(self) -> None:
        item = make_item(stock=1)
        redeemed(item)
        with pytest.raises(OutOfStock):
            redeemed(item)
        item.refresh_from_db()
        assert item.stock == 0 and Redemption.objects.count() == 1
        adds_up()

    @pytest.mark.parametrize(
        "more",
        [
            {"state": OfferState.PAUSED}, {"state": OfferState.ENDED}, {"from_on": TODAY + DAY},
            {"until_on": TODAY - DAY},
        ],
    )  # fmt: skip
    def test_what_is_not_open_is_not_redeemed(self, more: dict[str, Any]) -> None:
        item = make_item(**more)
        with pytest.raises(NotRedeemable):
            redeemed(item)
        nothing_happened(item)

    @pytest.mark.parametrize("more", [{"active": False}, {"until": TODAY - DAY}])
    def test_nor_where_the_agreement_has_ended(self, more: dict[str, Any]) -> None:
        item = make_item(partner=make_partner(**more))
        with pytest.raises(NotRedeemable):
            redeemed(item)
        nothing_happened(item)

    def test_on_its_last_day_it_is(self) -> None:
        assert redeemed(make_item(until_on=TODAY, partner=make_partner(until=TODAY))).pk

    def test_another_price_than_was_read(self) -> None:
        item, (_person, by) = make_item(price=12), rich()
        with pytest.raises(PriceMoved):
            redeem(by=by, item_id=item.pk, price=10, key="a", at=NOW)
        nothing_happened(item)

    def test_another_citys_is_unknown(self) -> None:
        item, (_person, by) = make_item(), rich()
        type(item).objects.filter(pk=item.pk).update(city=make_other_city().code)
        with pytest.raises(ItemUnknown):
            redeemed(item, by=by)
        nothing_happened(item)

    def test_a_guest_of_the_register_and_a_suspended_one(self) -> None:
        item = make_item()
        with pytest.raises(NoVolunteerRecord):
            redeemed(item, by=registry.make_member())
        person, by = rich()
        type(person).objects.filter(pk=person.pk).update(state=VolunteerState.SUSPENDED)
        with pytest.raises(VolunteerNotActive):
            redeemed(item, by=by)
        nothing_happened(item)

    def test_a_minor_redeems_what_is_meant_for_minors_too(self) -> None:
        _child, by = rich(birth_on=date(2010, 1, 1))
        with pytest.raises(AdultsOnly):
            redeemed(make_item(minors_allowed=False), by=by)
        assert not Redemption.objects.exists()
        assert redeemed(make_item(), by=by).state == RedemptionState.HELD


class TestLimit:
    @pytest.mark.parametrize(
        ("span", "later"), [("month", date(2026, 4, 1)), ("year", date(2027, 1, 1)), ("ever", None)]
    )
    def test_so_many_in_a_stretch_of_time(self, span: str, later: date | None) -> None:
        item, (_person, by) = make_item(per_person=2, span=span), rich()
        for _ in range(2):
            redeemed(item, by=by)
        with pytest.raises(RedeemLimit):
            redeemed(item, by=by)
        item.refresh_from_db()
        assert item.stock == 3 and Redemption.objects.count() == 2
        if later is None:
            with pytest.raises(RedeemLimit):
                redeemed(item, by=by, at=NOW + 900 * DAY)
        else:
            assert redeemed(item, by=by, at=NOW + (later - TODAY)).turn == 1

    def test_another_person_has_their_own(self) -> None:
        item = make_item(per_person=1)
        assert redeemed(item).turn == redeemed(item).turn == 1

    def test_what_was_taken_back_counts_no_more(self) -> None:
        item, (_person, by) = make_item(per_person=1), rich()
        cancel_redemption(by=by, key=redeemed(item, by=by).pk, at=NOW)
        assert redeemed(item, by=by).turn == 1

    def test_two_records_of_one_person_share_it(self) -> None:
        item, (person, _) = make_item(per_person=1), rich()
        other = registry.make_volunteer(with_account=False)
        Merge.objects.create(
            city=CITY, merged=other, survivor=person, reason="同一人", asked_at=NOW, confirmed_at=NOW
        )
        fill(purse(other), 100)
        assert person.account is not None
        by = standing_of(person.account)
        redeemed(item, by=by)
        with pytest.raises(RedeemLimit):
            redeemed(item, by=by)
        assert held(purse(person)) + held(purse(other)) == 190


class TestCancel:
    def test_units_and_stock_go_back(self) -> None:
        item, (person, by) = make_item(), rich()
        kept = redeemed(item, by=by)
        assert cancel_redemption(by=by, key=kept.pk, at=NOW) == 0
        item.refresh_from_db()
        kept.refresh_from_db()
        assert (item.stock, held(purse(person)), kept.state) == (5, 100, RedemptionState.CANCELLED)
        assert kept.returned is not None and kept.returned.undoes == kept.transfer
        assert kept.returned.reason == kept.transfer.reason == "毛巾一条", (
            "the statement of points says what it was"
        )
        adds_up()
        shelves_add_up()

    def test_each_unit_into_its_own_lot(self) -> None:
        (person, by), soon, late = rich(6, TODAY + 3 * DAY), TODAY + 3 * DAY, TODAY + 90 * DAY
        fill(purse(person), 10, late)
        kept = redeemed(by=by)
        assert lots_of([purse(person).pk])[purse(person).pk] == {late: 6}
        cancel_redemption(by=by, key=kept.pk, at=NOW)
        assert lots_of([purse(person).pk])[purse(person).pk] == {soon: 6, late: 10}
        adds_up()

    def test_a_lot_whose_day_came_meanwhile_stays_expired(self) -> None:
        (person, by), soon = rich(6, TODAY + 3 * DAY), TODAY + 3 * DAY
        fill(purse(person), 10, TODAY + 90 * DAY)
        kept = redeemed(by=by)
        assert cancel_redemption(by=by, key=kept.pk, at=NOW + 3 * DAY) == 6
        assert lots_of([purse(person).pk])[purse(person).pk][soon] == 6
        with pytest.raises(RedeemShort) as fault:
            redeemed(make_item(price=11), by=by, at=NOW + 3 * DAY)
        assert "你能用的有 10 分" in fault.value.message
        adds_up()

    def test_only_once_and_only_ones_own(self) -> None:
        by = rich()[1]
        kept = redeemed(by=by)
        with pytest.raises(RedemptionUnknown):
            cancel_redemption(by=rich()[1], key=kept.pk, at=NOW)
        cancel_redemption(by=by, key=kept.pk, at=NOW)
        with pytest.raises(RedemptionOver):
            cancel_redemption(by=by, key=kept.pk, at=NOW)
        assert LedgerTransfer.objects.filter(kind="return").count() == 1
        adds_up()


class TestCode:
    def test_another_one_closes_the_one_before(self) -> None:
        by: Standing = rich()[1]
        kept = redeemed(by=by)
        before = code_of(kept)
        fresh = renew_code(by=by, key=kept.pk, at=NOW)
        assert code_of(fresh) != before and bytes(fresh.code_hash) != hash_of_code(before)

    def test_not_of_what_is_over_or_anothers(self) -> None:
        by = rich()[1]
        kept = redeemed(by=by)
        with pytest.raises(RedemptionUnknown):
            renew_code(by=rich()[1], key=kept.pk, at=NOW)
        cancel_redemption(by=by, key=kept.pk, at=NOW)
        with pytest.raises(RedemptionOver):
            renew_code(by=by, key=kept.pk, at=NOW)

    def test_digits_of_somebody_else_are_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        other = redeemed()
        taken = code_of(other)
        digits = iter([taken, taken, "00000001"])
        monkeypatch.setattr("redvest.honour.actions.redeem.pick_up_code", lambda *_: next(digits))
        kept = redeemed()
        assert kept.serial == 2 and bytes(kept.code_hash) == hash_of_code("00000001")
        adds_up()
