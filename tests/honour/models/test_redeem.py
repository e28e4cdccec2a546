"""What the database itself holds of redemption and perks, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.honour.models import Perk, PerkCode, PerkUse, RedeemItem, RedeemPartner, Redemption
from tests.factories.redeem import make_item, make_partner, make_perk, redeemed, rich, starred
from tests.factories.registry import CITY, NOW, make_body, make_station

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], Any]) -> str:
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        write()
    return broken_constraint(fault.value)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"stock": -1}, "redeem_stock_not_oversold"),
        ({"stock": 6}, "redeem_stock_not_oversold"),
        ({"stock": None}, "redeem_stock_not_oversold"),
        ({"stock": None, "supplied": None}, "redeem_gift_has_stock"),
        ({"price": 0}, "redeem_price_above_nothing"),
        ({"per_person": 0}, "redeem_price_above_nothing"),
        ({"until_on": date(2025, 1, 1)}, "redeem_item_days"),
    ],
)
def test_an_item_stays_sound(change: dict[str, Any], rule: str) -> None:
    item = make_item()
    assert refused(lambda: RedeemItem.objects.filter(pk=item.pk).update(**change)) == rule


def test_a_partner_has_one_name_and_one_staff() -> None:
    one = make_partner()
    assert refused(lambda: make_partner(name=one.name)) == "one_redeem_partner_per_name"
    both = {"body": make_body(), "station": make_station()}
    assert (
        refused(lambda: RedeemPartner.objects.filter(pk=one.pk).update(**both))
        == "redeem_partner_has_one_staff"
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"state": "picked-up"}, "redemption_ends_at_a_time"),
        ({"ended_at": NOW}, "redemption_ends_at_a_time"),
        ({"state": "lapsed", "ended_at": NOW}, "redemption_given_back_once"),
        ({"state": "cancelled", "ended_at": NOW}, "redemption_given_back_once"),
    ],
)
def test_a_redemption_has_one_state_and_what_belongs_to_it(change: dict[str, Any], rule: str) -> None:
    kept = redeemed()
    assert refused(lambda: Redemption.objects.filter(pk=kept.pk).update(**change)) == rule


def test_a_code_opens_one_thing_and_a_turn_is_taken_once() -> None:
    item, by = make_item(), rich()[1]
    one, two = redeemed(item, by=by), redeemed(item, by=by)
    assert (one.turn, two.turn) == (1, 2)
    same_code = Redemption.objects.filter(pk=two.pk)
    assert refused(lambda: same_code.update(code_hash=one.code_hash)) == "one_held_redemption_per_code"
    assert refused(lambda: same_code.update(turn=1)) == "redeem_turn_taken_once"
    assert "returned" in refused(
        lambda: [
            Redemption.objects.filter(pk=each.pk).update(state="lapsed", ended_at=NOW, returned=one.transfer)
            for each in (one, two)
        ]
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"least_star": 0}, "perk_star_one_to_five"),
        ({"least_star": 6}, "perk_star_one_to_five"),
        ({"uses": 0}, "perk_uses_above_nothing"),
        ({"until_on": date(2025, 1, 1)}, "perk_days"),
    ],
)
def test_a_perk_stays_sound(change: dict[str, Any], rule: str) -> None:
    perk = make_perk()
    assert refused(lambda: Perk.objects.filter(pk=perk.pk).update(**change)) == rule


def test_perk_codes_and_uses_are_one_each() -> None:
    one, two, perk = starred()[0], starred()[0], make_perk()
    PerkCode.objects.create(city=CITY, volunteer=one, code_hash=b"1" * 32, until=NOW)
    again = {"city": CITY, "volunteer": two, "code_hash": b"1" * 32, "until": NOW}
    assert refused(lambda: PerkCode.objects.create(**again)) == "one_perk_code_at_a_time"
    use = {"city": CITY, "perk": perk, "volunteer": one, "year": 2026, "star": 2, "at": NOW}
    PerkUse.objects.create(turn=1, code_hash=b"1" * 32, **use)
    assert (
        refused(lambda: PerkUse.objects.create(turn=1, code_hash=b"2" * 32, **use)) == "perk_turn_taken_once"
    )
    assert (
        refused(lambda: PerkUse.objects.create(turn=2, code_hash=b"1" * 32, **use))
        == "perk_used_once_per_code"
    )
