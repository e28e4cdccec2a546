"""Partners, things to redeem, redemptions and perks for tests; people with points and stars to use them."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from django.db.models import F, Q

from redvest.honour.actions.perk import show_perk_code
from redvest.honour.actions.redeem import redeem
from redvest.honour.choices import KEPT_REDEMPTIONS, RedemptionState, StarState
from redvest.honour.models import Perk, RedeemItem, RedeemPartner, Redemption
from redvest.honour.queries.redeem import codes_key
from redvest.honour.rules.perk import perk_code
from redvest.honour.rules.redeem import pick_up_code
from redvest.registry.models import Body, Station, Volunteer
from redvest.registry.policy import Standing
from tests.factories.ledger import POINTS, fill, purse
from tests.factories.registry import (
    CITY,
    NOW,
    make_body_admin,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.star import make_star
from tests.factories.station import keeper_of as station_keeper

_serial = count(1)


def make_partner(
    *, body: Body | None = None, station: Station | None = None, name: str = "", **more: Any
) -> RedeemPartner:
    region = more.pop("region", None) or make_region_tree().chengnan
    return RedeemPartner.objects.create(
        city=CITY, region=region, region_path=region.path, name=name or f"暖心小店{next(_serial)}", body=body,
        station=station, place="城南街道抱石大道 8 号", hours="每天 9:00 到 17:00", created_at=NOW,
        **{"kind": "shop", **more},
    )  # fmt: skip


def make_item(*, partner: RedeemPartner | None = None, stock: int | None = 5, **more: Any) -> RedeemItem:
    """A towel for ten points, five of them, unless said otherwise."""
    at = partner or make_partner()
    taken = RedeemItem.objects.filter(partner=at, title="毛巾一条").exists()
    given = {
        "title": f"毛巾{next(_serial)}" if taken else "毛巾一条",
        "words": "纯棉毛巾，颜色随机。", "kind": "gift" if stock is not None else "service",
        "ledger": POINTS, "price": 10, "from_on": date(2026, 1, 1), "supplied": stock, "stock": stock, **more,
    }  # fmt: skip
    return RedeemItem.objects.create(
        city=CITY, region_path=at.region_path, partner=at, created_at=NOW, **given
    )


def rich(points: int = 100, expires_on: date | None = None, **more: Any) -> tuple[Volunteer, Standing]:
    """Somebody with points."""
    person = make_volunteer(**more)
    fill(purse(person), points, expires_on)
    return person, volunteer_standing(person)


def redeemed(
    item: RedeemItem | None = None, *, by: Standing | None = None, at: datetime = NOW, key: str = ""
) -> Redemption:
    thing = item or make_item()
    who = by or rich()[1]
    return redeem(by=who, item_id=thing.pk, price=thing.price, key=key or f"k{next(_serial)}", at=at)


def code_of(kept: Redemption) -> str:
    return pick_up_code(codes_key(), kept.pk, kept.serial)


def keeper_of(partner: RedeemPartner) -> Standing:
    """Whoever hands out there."""
    if partner.body is not None:
        return make_body_admin(partner.body)
    if partner.station is not None:
        return station_keeper(partner.station)
    return make_officer(partner.region)


def make_perk(*, partner: RedeemPartner | None = None, **more: Any) -> Perk:
    """Tickets at a discount from two stars on, twice a year."""
    at = partner or make_partner(kind="scenic", name=f"仙女湖景区{next(_serial)}")
    taken = Perk.objects.filter(partner=at, title="仙女湖门票").exists()
    given = {
        "title": f"门票{next(_serial)}" if taken else "仙女湖门票",
        "what": "门票 8 折", "words": "进门前给售票窗口看礼遇码。", "least_star": 2, "uses": 2,
        "from_on": date(2026, 1, 1), **more,
    }  # fmt: skip
    return Perk.objects.create(city=CITY, region_path=at.region_path, partner=at, created_at=NOW, **given)


def starred(level: int = 2, **more: Any) -> tuple[Volunteer, Standing]:
    """Somebody with a star."""
    person = make_volunteer(**more)
    make_star(volunteer=person, level=level, state=StarState.GRANTED)
    return person, volunteer_standing(person)


def shown_by(by: Standing, at: datetime = NOW) -> str:
    """The digits that somebody shows just now."""
    row = show_perk_code(by=by, at=at)
    return perk_code(codes_key(), row.volunteer_id, row.serial)


def shelves_add_up() -> None:
    """What is left and what was redeemed and not given back is what was supplied; what went back, went back once."""
    kept = Q(state__in=KEPT_REDEMPTIONS)
    for item in RedeemItem.objects.filter(supplied__isnull=False):
        assert item.stock is not None and item.supplied is not None
        assert item.stock + item.redemptions.filter(kept).count() == item.supplied
    assert not Redemption.objects.filter(kept, returned__isnull=False).exists()
    assert not Redemption.objects.exclude(kept).filter(returned__isnull=True).exists()
    assert not Redemption.objects.exclude(kept).exclude(returned__undoes=F("transfer")).exists()
    assert set(Redemption.objects.values_list("state", flat=True)) <= set(RedemptionState.values)
