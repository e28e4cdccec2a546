"""Redemption (兑换): what there is for points and time, redeeming one, one's own with their codes, taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, volunteers
from redvest.faces.openapi.once import once_sealed
from redvest.faces.openapi.shapes.base import PageQuery, Words
from redvest.faces.openapi.shapes.redeem import (
    Gift,
    Gifts,
    GiftsQuery,
    RedeemBody,
    Redeemed,
    RedeemedList,
    Returned,
)
from redvest.honour.actions.redeem import cancel_redemption, redeem
from redvest.honour.choices import RedemptionState
from redvest.honour.models import RedeemItem, Redemption
from redvest.honour.queries.redeem import codes_key, open_item, open_items, own_redemption, own_redemptions
from redvest.honour.rules.redeem import pick_up_code

calls = Calls("兑换")


@calls.get("/gifts", public, "能兑换什么", Gifts)
def list_gifts(request: Asking, asked: Query[GiftsQuery]) -> HttpResponse:
    """The cheapest first."""
    rows = open_items(settings.REDVEST_CITY, clock.day_of(clock.now()))
    if asked.ledger:
        rows = rows.filter(ledger=asked.ledger)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    page = page_of(rows, keys=("price", "id"), after=asked.after, size=asked.limit)
    return answer(Gifts(items=[_gift(each) for each in page.items], next=page.next))


@calls.get("/gifts/{uuid:gift_id}", public, "一样东西", Gift, 404)
def one_gift(request: Asking, gift_id: UUID) -> HttpResponse:
    """As anybody may see it."""
    return answer(_gift(open_item(settings.REDVEST_CITY, gift_id, clock.day_of(clock.now()))))


@calls.get("/me/redemptions", volunteers, "我兑换的", RedeemedList)
def my_redemptions(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """The latest first. The code is for the counter: whoever has it gets the thing."""
    rows = own_redemptions(request.standing)
    page = page_of(rows, keys=("-at", "-id"), after=asked.after, size=asked.limit)
    return answer(RedeemedList(items=[Redeemed(**_mine(each)) for each in page.items], next=page.next))


@calls.post("/me/redemptions", volunteers, "兑换", Redeemed, 404, 409, status=201)
@once_sealed
def redeem_one(request: Asking, form: RedeemBody) -> HttpResponse:
    """Stock, units and the redemption in one. With an ``Idempotency-Key`` a repeat is answered as the first."""
    kept = redeem(by=request.standing, item_id=form.gift, price=form.price, key=uuid4().hex, at=clock.now())
    return answer(Redeemed(**_mine(kept)), status=201)


@calls.post("/me/redemptions/{uuid:redemption_id}/cancel", volunteers, "取消兑换", Returned, 404, 409)
@once_sealed
def cancel_one_redemption(request: Asking, redemption_id: UUID) -> HttpResponse:
    """Before it is picked up: units and stock go back."""
    gone = cancel_redemption(by=request.standing, key=redemption_id, at=clock.now())
    return answer(Returned(**_mine(own_redemption(request.standing, redemption_id)), expired=gone))


def _gift(item: RedeemItem) -> Gift:
    return Gift(
        id=item.pk, title=item.title, words=item.words, kind=Words(key=item.kind, name=item.get_kind_display()),
        ledger=item.ledger, price=item.price, left=item.stock, partner=item.partner.name, place=item.partner.place,
        hours=item.partner.hours, until_on=item.until_on,
    )  # fmt: skip


def _mine(kept: Redemption) -> dict[str, Any]:
    held = kept.state == RedemptionState.HELD
    return {
        "id": kept.pk, "gift": kept.item_id, "title": kept.item.title, "ledger": kept.item.ledger, "price": kept.price,
        "state": Words(key=kept.state, name=kept.get_state_display()), "at": kept.at, "until": kept.until,
        "code": pick_up_code(codes_key(), kept.pk, kept.serial) if held else None,
    }  # fmt: skip
