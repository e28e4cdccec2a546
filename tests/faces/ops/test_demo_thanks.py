"""The demo city thanks its people by the actions of everybody else: stars, points, a shelf, perks, a call for works."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.faces.ops.demo.thanks import REWARD, thank_people
from redvest.faces.ops.demo.thanks_words import GIFTS, PERKS, SLOGANS
from redvest.honour.choices import ContestState, RedemptionState, StarState
from redvest.honour.models import (
    Contest,
    ContestEntry,
    LedgerAccount,
    Perk,
    RedeemItem,
    Redemption,
    StarAward,
)
from redvest.registry.models import Region
from tests.factories import registry as make
from tests.factories.ledger import adds_up
from tests.factories.registry import CITY, NOW
from tests.factories.star import serve

pytestmark = pytest.mark.django_db


def test_everything_is_there_and_adds_up() -> None:
    make.make_centre()
    make.make_officer()
    make.make_station()
    body = make.make_body(at=NOW - timedelta(days=900))
    for hours in (190, 150, 120, 110, 105, 104, 103, 102, 20):
        person = make.make_volunteer(at=NOW - timedelta(days=400))
        serve(person, hours, at=NOW - timedelta(days=90), body=body)
    assert thank_people(city=CITY, at=NOW) == 9
    states = list(StarAward.objects.order_by("applied_at", "pk").values_list("state", flat=True))
    assert states == [StarState.GRANTED] * 6 + [StarState.IN_PUBLICITY] * 2, "twenty hours are no star"
    cheapest = RedeemItem.objects.order_by("price")[0]
    kept = Redemption.objects.all()
    assert {each.state for each in kept} == {RedemptionState.HELD} and len(kept) == 3
    assert cheapest.stock == GIFTS[0].stock - 3  # type: ignore[operator]
    held = LedgerAccount.objects.filter(kind="volunteer").values_list("balance", flat=True)
    assert sorted(held) == [REWARD - cheapest.price] * 3 + [REWARD] * 6
    adds_up()
    assert RedeemItem.objects.count() == len(GIFTS) and Perk.objects.count() == len(PERKS)
    contest = Contest.objects.get()
    assert contest.state == ContestState.OPEN and contest.enter_until > NOW
    assert ContestEntry.objects.filter(contest=contest).count() == len(SLOGANS)


def test_nothing_in_a_city_without_a_centre_or_hours() -> None:
    assert thank_people(city=CITY, at=NOW) == 0
    make.make_centre()
    assert thank_people(city=CITY, at=NOW) == 0
    assert Region.objects.exists() and not StarAward.objects.exists()
