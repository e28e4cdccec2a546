"""What there is to redeem, and what was redeemed, over the wire."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, PageQuery, Shape, Words


class Gift(Shape):
    id: UUID
    title: str
    words: str
    kind: Words
    ledger: str = Field(description="points 积分，timebank 时间银行（分钟）")
    price: int
    left: int | None = Field(description="还有几份；null 不限")
    partner: str
    place: str
    hours: str
    until_on: date | None


class Gifts(Shape):
    items: list[Gift]
    next: str | None


class GiftsQuery(PageQuery):
    ledger: Literal["", "points", "timebank"] = ""
    kind: Literal["", "gift", "service"] = ""


class RedeemBody(Form):
    """``price`` is what was read: where it changed meanwhile, the answer is 409 ``redeem-price-moved``."""

    gift: UUID
    price: int = Field(ge=1, le=99_999_999)


class Redeemed(Shape):
    id: UUID
    gift: UUID
    title: str
    ledger: str
    price: int
    state: Words
    at: Moment
    until: date = Field(description="留到哪天")
    code: str | None = Field(description="领取码，只有本人看得到；领过、取消或过期以后是 null")


class RedeemedList(Shape):
    items: list[Redeemed]
    next: str | None


class Returned(Redeemed):
    expired: int = Field(description="退回来的里面，已经到期、不能再用的")
