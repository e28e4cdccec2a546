"""Needs over the wire: what everybody may read of them, asking, and what who said yes and who asked may do."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenMoment, Moment, PageQuery, Shape, Words


class NeedShape(Shape):
    """Masked: the title names nobody, the place is a community."""

    id: UUID
    number: str
    kind: Words
    state: Words
    urgency: Words
    title: str
    region: str
    domain: Words
    starts_at: Moment | None
    ends_at: Moment | None
    minutes: int
    hands: int
    taken: int


class NeedsShape(Shape):
    items: list[NeedShape]
    next: str | None


class NeedsQuery(PageQuery):
    kind: Literal["", "help", "wish", "spotted"] = ""
    domain: str = Field("", max_length=20, description="服务类别的键")
    region: str = Field("", max_length=12, description="区划代码：这个地方和它下面的")


class NeedBody(Form):
    """What somebody asks for. ``title`` is public; everything about the person is sealed."""

    title: str = Field(max_length=200)
    words: str = Field("", max_length=2000)
    name: str = Field(max_length=60)
    phone: str = Field(max_length=30)
    region: str = Field(max_length=12, description="社区的区划代码")
    address: str = Field("", max_length=200)
    domain: str = Field("", max_length=20, description="不填就是邻里互助这一类")
    kind: Literal["help", "wish"] = "help"
    urgency: Literal["ordinary", "soon", "urgent"] = "ordinary"
    starts_at: GivenMoment | None = None
    ends_at: GivenMoment | None = None
    minutes: int = 60
    hands: int = 1
    risks: str = Field("", max_length=500, description="没有就写“没有”")
    asked_by: str = Field("", max_length=60, description="替别人提的，你的称呼")
    relation: str = Field("", max_length=40)
    menu_item: UUID | None = None
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    declared_true: bool = Field(False, description="以上情况属实")


class NeedMade(Shape):
    id: UUID
    number: str
    state: str


class NeedWords(Form):
    words: str = Field("", max_length=300)


class NeedAskShape(Shape):
    need: NeedShape
    reasons: list[str] = Field(description="为什么问你")
    answer_by: Moment


class ServingShape(Shape):
    """One's own service of a need. ``grade`` and ``minutes`` are there once a body recorded it."""

    id: UUID
    need: NeedShape
    state: Words
    accepted_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    minutes: int | None
    grade: str | None
    readable_until: Moment | None = Field(description="住址看到什么时候；还没结束、没去成就是 null")


class MyNeedsShape(Shape):
    asked: list[NeedAskShape]
    items: list[ServingShape]
    next: str | None


class ServingBody(Form):
    code: str = Field("", max_length=20, description="求助人告诉你的四位服务码")
    minutes: int | None = Field(None, description="做了多少分钟；不填就按开始和结束的时间算")
    words: str = Field("", max_length=300)


class NeedPrivateShape(Shape):
    """Where and whose, for who said yes; each look is on record."""

    name: str
    phone: str
    address: str
    words: str
    lon: float | None
    lat: float | None


class NeedAnswerBody(Form):
    answer: Literal["done", "partly", "not-done"]
    words: str = Field("", max_length=200)


class NeedScoreBody(Form):
    score: int = Field(description="一到五颗星")
    words: str = Field("", max_length=300)


class NeedStateShape(Shape):
    id: UUID
    state: str


class MenuItemShape(Shape):
    id: UUID
    name: str
    words: str
    for_whom: str
    body: Words
    domain: Words
    region: str
    at_home: bool
    minutes: int
    a_week: int | None = Field(description="一周最多几次，null 是不限")
    left: int | None = Field(description="这周还能约几次，null 是不限")


class MenuShape(Shape):
    items: list[MenuItemShape]
    next: str | None


class MenuQuery(PageQuery):
    domain: str = Field("", max_length=20)
    region: str = Field("", max_length=12, description="住在哪里：区划代码")
