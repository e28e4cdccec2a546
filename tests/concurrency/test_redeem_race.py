"""Many at one shelf, one code at two counters, a lapse beside a pick-up: once, whole, and nothing below nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.honour.actions.ledger_give import donate
from redvest.honour.actions.perk import use_perk
from redvest.honour.actions.redeem import cancel_redemption
from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.actions.redeem_offer import restock_item
from redvest.honour.actions.redeem_return import forget_redemptions, lapse_due
from redvest.honour.choices import RedemptionState
from redvest.honour.models import PerkUse, RedeemItem, Redemption
from redvest.honour.perk_errors import PerkUsedUp
from redvest.honour.redeem_errors import (
    CodeUsed,
    OutOfStock,
    RedeemLimit,
    RedeemShort,
    RedemptionOver,
)
from redvest.registry.events import PersonErased
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, purse
from tests.factories.race import at_once
from tests.factories.redeem import (
    code_of,
    keeper_of,
    make_item,
    make_partner,
    make_perk,
    redeemed,
    rich,
    shelves_add_up,
    shown_by,
    starred,
)
from tests.factories.registry import CITY, NOW, make_officer

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def counted(found: list[Any]) -> Counter[str]:
    return Counter(type(each).__name__ for each in found)


def test_the_last_ones_are_never_oversold() -> None:
    item, people = make_item(stock=3), [rich()[1] for _ in range(8)]
    found = at_once(*[partial(redeemed, item, by=by) for by in people])
    assert counted(found) == {"Redemption": 3, OutOfStock.__name__: 5}
    assert RedeemItem.objects.get().stock == 0
    adds_up()
    shelves_add_up()


def test_a_person_at_two_phones_stays_within_the_limit() -> None:
    item, (person, by) = make_item(per_person=2), rich()
    found = at_once(*[partial(redeemed, item, by=by) for _ in range(6)])
    assert counted(found) == {"Redemption": 2, RedeemLimit.__name__: 4}
    assert held(purse(person)) == 80
    shelves_add_up()


def test_one_request_sent_many_times_redeems_once() -> None:
    item, (person, by) = make_item(), rich()
    found = at_once(*[partial(redeemed, item, by=by, key="one") for _ in range(6)])
    assert len({each.pk for each in found}) == 1 and held(purse(person)) == 90  # type: ignore[union-attr]
    shelves_add_up()


def test_units_spent_twice_at_once_are_spent_once() -> None:
    item, (person, by) = make_item(), rich(10)
    account = purse(person)
    found = at_once(
        *[partial(redeemed, item, by=by) for _ in range(3)],
        *[partial(donate, by=by, account=account, amount=10, key=f"k{n}", at=NOW) for n in range(3)],
    )
    won = counted(found)
    assert won["Redemption"] + won["LedgerTransfer"] == 1
    assert won[RedeemShort.__name__] == 3 - won["Redemption"] and held(account) == 0
    adds_up()
    shelves_add_up()


def test_one_code_at_two_counters_hands_out_once() -> None:
    kept = redeemed()
    keepers, code = [keeper_of(kept.item.partner) for _ in range(3)], code_of(kept)
    found = at_once(*[partial(pick_up, by=by, key=kept.pk, code=code, at=NOW) for by in keepers])
    assert counted(found) == {"Redemption": 1, CodeUsed.__name__: 2}


@pytest.mark.parametrize("turn", range(3))
def test_a_pick_up_a_cancel_and_a_lapse_meet_each_other(turn: int) -> None:
    """Whichever comes first: one end, one return at most. ``turn`` only plays it again."""
    item, (person, by) = make_item(), rich()
    kept = redeemed(item, by=by)
    keeper, code = keeper_of(item.partner), code_of(kept)
    found = at_once(
        partial(pick_up, by=keeper, key=kept.pk, code=code, at=NOW),
        partial(cancel_redemption, by=by, key=kept.pk, at=NOW),
        partial(lapse_due, city=CITY, at=NOW + 15 * DAY),
        partial(lapse_due, city=CITY, at=NOW + 15 * DAY),
    )
    assert not [
        each for each in found if isinstance(each, Exception) and not isinstance(each, RedemptionOver)
    ]
    kept.refresh_from_db()
    picked = kept.state == RedemptionState.PICKED_UP
    assert held(purse(person)) == (90 if picked else 100)
    adds_up()
    shelves_add_up()


def test_restocking_beside_redeeming_keeps_the_sum() -> None:
    item, people, officer = make_item(stock=2), [rich()[1] for _ in range(5)], make_officer()
    at_once(
        *[partial(redeemed, item, by=by) for by in people],
        *[partial(restock_item, by=officer, key=item.pk, amount=amount, at=NOW) for amount in (2, -1)],
    )
    item.refresh_from_db()
    assert item.supplied in (2 - 1, 2 + 2, 2 + 2 - 1)
    shelves_add_up()


def test_an_erasure_beside_others_at_the_same_shelves_waits_in_no_circle() -> None:
    items = [make_item(stock=None), make_item(stock=50), make_item(stock=None, ledger=TIMEBANK)]
    gone = [rich() for _ in range(2)]
    for person, by in gone:
        fill(purse(person, TIMEBANK), 100)
        for item in (*items, *reversed(items)):
            redeemed(item, by=by)
    others = [rich(1000)[1] for _ in range(3)]

    def erase(person: Any) -> None:
        from django.db import transaction

        with transaction.atomic():
            forget_redemptions(PersonErased(city=CITY, volunteer_id=person.pk, at=NOW))

    def busy(by: Any) -> int:
        for turn in range(6):
            redeemed(items[turn % 2], by=by)
        return 6

    found = at_once(
        *[partial(erase, person) for person, _by in gone], *[partial(busy, by) for by in others]
    )  # fmt: skip
    assert not [each for each in found if isinstance(each, Exception)], found
    assert Redemption.objects.filter(state=RedemptionState.CANCELLED).count() == 12
    adds_up()
    shelves_add_up()


def test_a_perk_at_two_counters_stays_within_its_year() -> None:
    partner = make_partner()
    one, by = make_perk(partner=partner, uses=1), starred()[1]
    keepers, code = [keeper_of(partner) for _ in range(4)], shown_by(by)
    found = at_once(*[partial(use_perk, by=each, perk_id=one.pk, code=code, at=NOW) for each in keepers])
    assert counted(found) == {"PerkUse": 1, CodeUsed.__name__: 3}
    fresh = shown_by(by, NOW + DAY)
    found = at_once(
        *[partial(use_perk, by=each, perk_id=one.pk, code=fresh, at=NOW + DAY) for each in keepers]
    )
    assert counted(found) == {PerkUsedUp.__name__: 4} and PerkUse.objects.count() == 1
