"""Stars, points and time bank over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, Shape


class StarStory(Shape):
    id: UUID
    level: int = Field(description="1 到 5")
    state: str
    applied_at: Moment
    publicity_from: date | None
    publicity_until: date | None
    granted_at: Moment | None
    number: str | None = Field(description="授予以后的证书编号，用 /verify/{number} 核验")


class Stars(Shape):
    minutes: int = Field(description="算数的分钟：只有 A、B、C 三级")
    held: list[int] = Field(description="有的星级")
    next_level: int | None = Field(description="下一个星级；五颗都有了是 null")
    wanted: int | None = Field(description="下一个星级要的分钟")
    missing: list[str] = Field(description="还差什么，一条一句")
    story: list[StarStory]


class Lot(Shape):
    amount: int
    expires_on: date | None = Field(description="到期日；null 不到期")


class Moved(Shape):
    kind: str
    at: Moment
    amount: int = Field(description="正的是进，负的是出")
    entry: UUID | None = Field(description="由哪条时长记录得来")
    reason: str


class Purse(Shape):
    id: UUID
    ledger: str = Field(description="points 积分，timebank 时间银行（分钟）")
    balance: int
    lots: list[Lot] = Field(description="先到期的在前")
    lines: list[Moved] = Field(description="最近的在前，最多 200 条")


class Purses(Shape):
    items: list[Purse]
