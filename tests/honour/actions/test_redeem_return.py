"""What nobody picked up goes back: lapsed, called off, or its owner erased; and one hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.honour import jobs
from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.actions.redeem_return import (
    call_off_redemption,
    forget_redemptions,
    lapse_due,
    remind_due,
)
from redvest.honour.choices import AccountKind, RedemptionState
from redvest.honour.ledger_errors import LedgerReasonMissing
from redvest.honour.models import LedgerTransfer, RedeemItem, Redemption
from redvest.honour.redeem_errors import RedemptionOver, RedemptionUnknown
from redvest.registry.actions.leaving import ask_erasure, erase_due
from redvest.registry.events import PersonErased
from redvest.registry.models import Message, Volunteer
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, of_city, purse
from tests.factories.redeem import code_of, keeper_of, make_item, redeemed, rich, shelves_add_up
from tests.factories.registry import CITY, NOW, TODAY, make_centre, make_officer, make_region_tree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OVER = NOW + 15 * DAY


def last_told(person: Volunteer) -> str:
    return Message.objects.filter(account=person.account).latest("created_at", "id").text


class TestLapse:
    def test_after_the_last_day_units_and_stock_go_back(self) -> None:
        item, (person, by) = make_item(), rich()
        kept = redeemed(item, by=by)
        assert lapse_due(city=CITY, at=NOW + 14 * DAY) == 0
        assert lapse_due(city=CITY, at=OVER) == 1
        item.refresh_from_db()
        kept.refresh_from_db()
        assert (item.stock, held(purse(person)), kept.state) == (5, 100, RedemptionState.LAPSED)
        assert "过期没领，10 分 退回来了" in last_told(person) and "到期了" not in last_told(person)
        assert (
            lapse_due(city=CITY, at=OVER) == 0 and LedgerTransfer.objects.filter(kind="return").count() == 1
        )
        adds_up()
        shelves_add_up()

    def test_what_expired_meanwhile_is_said(self) -> None:
        person, by = rich(10, TODAY + 5 * DAY)
        redeemed(by=by)
        lapse_due(city=CITY, at=OVER)
        assert "其中 10 分 在这期间到期了" in last_told(person)
        adds_up()

    def test_what_was_picked_up_stays(self) -> None:
        kept = redeemed()
        pick_up(by=keeper_of(kept.item.partner), key=kept.pk, code=code_of(kept), at=NOW)
        assert lapse_due(city=CITY, at=OVER) == 0
        kept.refresh_from_db()
        assert kept.state == RedemptionState.PICKED_UP

    def test_it_asks_as_much_to_find_many(self, django_assert_num_queries: object) -> None:
        for _ in range(3):
            redeemed()
        with django_assert_num_queries(1):  # type: ignore[operator]
            assert lapse_due(city=CITY, at=NOW) == 0


class TestRemind:
    def test_once_before_it_lapses(self) -> None:
        person, by = rich()
        redeemed(by=by)
        assert remind_due(city=CITY, at=NOW + 11 * DAY) == 0
        assert remind_due(city=CITY, at=NOW + 12 * DAY) == 1
        assert "还没有领，3月19日后就退回了" in last_told(person)
        assert remind_due(city=CITY, at=NOW + 13 * DAY) == 0 and Message.objects.count() == 2

    def test_never_when_it_is_over(self) -> None:
        redeemed()
        assert remind_due(city=CITY, at=OVER) == 0


def test_the_night_gives_back_before_it_expires(settings: Any) -> None:
    """What lapsed into a lot whose day has come leaves with it in the same night."""
    settings.REDVEST_CITY = CITY
    person, by = rich(10, TODAY + 10 * DAY)
    redeemed(by=by)
    assert jobs.remind_redemptions(NOW + 12 * DAY) == 1
    assert jobs.lapse_redemptions(OVER) == 1 and held(purse(person)) == 10
    assert jobs.expire_units(OVER) == 1 and held(purse(person)) == 0
    assert held(of_city(AccountKind.EXPIRED)) == 10
    adds_up()


class TestCallOff:
    def test_an_officer_says_why(self) -> None:
        item, (person, by) = make_item(), rich()
        kept = redeemed(item, by=by)
        call_off_redemption(by=make_officer(), key=kept.pk, reason=" 供货商 停产 ", at=NOW)
        item.refresh_from_db()
        kept.refresh_from_db()
        assert (kept.state, kept.reason, item.stock) == (RedemptionState.CANCELLED, "供货商 停产", 5)
        assert "发不了了：供货商 停产" in last_told(person)
        with pytest.raises(RedemptionOver):
            call_off_redemption(by=make_centre(), key=kept.pk, reason="再来", at=NOW)
        adds_up()

    def test_not_without_a_reason_nor_elsewhere(self) -> None:
        kept = redeemed()
        with pytest.raises(LedgerReasonMissing):
            call_off_redemption(by=make_officer(), key=kept.pk, reason=" ", at=NOW)
        with pytest.raises(RedemptionUnknown):
            call_off_redemption(by=make_officer(make_region_tree().fenyi), key=kept.pk, reason="停产", at=NOW)
        with pytest.raises(RedemptionUnknown):
            call_off_redemption(by=make_officer(), key=kept.item_id, reason="停产", at=NOW)
        kept.refresh_from_db()
        assert (
            kept.state == RedemptionState.HELD and not LedgerTransfer.objects.filter(kind="return").exists()
        )


def test_somebody_who_is_erased_leaves_nothing_held() -> None:
    """Of both ledgers, several of one item: all goes back before what they held goes to the pool."""
    item, (person, by) = make_item(), rich()
    fill(purse(person, TIMEBANK), 60)
    for thing in (item, item, make_item(ledger=TIMEBANK, price=30)):
        redeemed(thing, by=by)
    picked = redeemed(item, by=by)
    pick_up(by=keeper_of(picked.item.partner), key=picked.pk, code=code_of(picked), at=NOW)
    forget_redemptions(PersonErased(city=CITY, volunteer_id=person.pk, at=NOW))
    assert Redemption.objects.filter(state=RedemptionState.HELD).count() == 0
    assert Redemption.objects.filter(state=RedemptionState.CANCELLED).count() == 3
    assert (held(purse(person)), held(purse(person, TIMEBANK))) == (90, 60)
    assert held(of_city(AccountKind.SPENT)) == 10 and RedeemItem.objects.get(pk=item.pk).stock == 4
    assert AuditLine.objects.filter(verb="forget_redemption").count() == 3
    forget_redemptions(PersonErased(city=CITY, volunteer_id=person.pk, at=NOW))
    adds_up()
    shelves_add_up()


def test_of_an_erased_person_all_ends_in_the_donated_pool(django_capture_on_commit_callbacks: Any) -> None:
    """By the house's own erasure: what was held goes back first, and then with the rest to those who need it."""
    item, (person, by) = make_item(), rich(50)
    called_off = redeemed(item, by=by)
    call_off_redemption(by=make_officer(), key=called_off.pk, reason="李明霞说不要了", at=NOW)
    redeemed(item, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        ask_erasure(by=by, at=NOW)
        assert erase_due(at=NOW + 7 * DAY) == 1
    item.refresh_from_db()
    assert item.stock == 5 and held(purse(person)) == 0
    assert held(of_city(AccountKind.POOL)) == 50 and held(of_city(AccountKind.SPENT)) == 0
    assert set(Redemption.objects.values_list("state", "reason")) == {(RedemptionState.CANCELLED, "")}
    adds_up()
    shelves_add_up()
