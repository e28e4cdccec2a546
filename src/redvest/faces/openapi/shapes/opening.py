"""Openings over the wire: how an announced post gives its places out, and where somebody stands in it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenMoment, Moment, Shape

Group = Literal["members", "region", "new", "served", "all"]


class StageForm(Form):
    group: Group = Field(
        description="members 本组织成员，region 一个区域的居民，new 新志愿者，served 服务过的，all 所有人"
    )
    value: str = Field(
        "", max_length=60, description="region 写区划代码，new 写不满多少天，served 写满多少小时"
    )
    opens_at: GivenMoment
    places: int = Field(0, ge=0, le=100_000, description="最后一批不用写，剩下的都归它")


class OpeningForm(Form):
    mode: Literal["first-come", "lottery", "staged"]
    opens_at: GivenMoment
    closes_at: GivenMoment | None = Field(None, description="抽签：登记截止")
    draws_at: GivenMoment | None = Field(None, description="抽签：抽签时间")
    waiting_room: bool = Field(False, description="先到先得时，排队进场")
    admit_per_second: int = Field(100, ge=1, le=1000)
    most_each: int | None = Field(
        None, ge=1, le=100, description="热门岗位每人最多几次，和 within_days 一起写"
    )
    within_days: int | None = Field(None, ge=1, le=366)
    stages: list[StageForm] = Field([], max_length=6, description="分批开放，最后一批是 all")


class StageShape(Shape):
    group: str
    value: str
    opens_at: Moment
    places: int


class EntryShape(Shape):
    """One's own entry; ``outcome``: empty before the draw, won, waiting, or why it was passed over."""

    number: int
    entered_at: Moment
    rank: int | None
    outcome: str


class TicketShape(Shape):
    """One's own number in the waiting room; it has none before the opening, when the order is drawn."""

    number: int | None
    admitted_at: Moment | None = Field(description="轮到的时刻；还没有号时为 null")
    wait_seconds: int = Field(description="过多少秒再来")


class OpeningShape(Shape):
    post: UUID
    mode: str
    announced_at: Moment
    opens_at: Moment
    closes_at: Moment | None
    draws_at: Moment | None
    waiting_room: bool
    admit_per_second: int
    most_each: int | None
    within_days: int | None
    stages: list[StageShape]
    seed_digest: str
    list_digest: str
    drawn_at: Moment | None
    draw: str = Field(description="抽签的公开数据（JSON），不是抽签时为空")
    hindrance: str = Field(description="现在为什么还不能直接报名，空表示可以")
    sentence: str
    entry: EntryShape | None
