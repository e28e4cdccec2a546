"""Rosters (排班) over the wire."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Named, Shape


class ShiftForm(Form):
    post: UUID
    minimum: int = Field(0, ge=0, le=9999, description="少了几个人就办不成")


class RosterForm(Form):
    title: str = Field(min_length=1, max_length=60)
    reach: Literal["members", "place"] = Field(
        "members", description="members 本组织成员，place 还有当地愿意接受邀请的人"
    )
    answer_hours: int = Field(48, ge=1, le=336)
    most_week: int = Field(0, ge=0, le=21, description="每人每周最多几班，0 不限")
    most_running: int = Field(0, ge=0, le=31, description="最多连续几天，0 不限")
    goes_on: bool = Field(True, description="有人来不了，就自动接着请下一位")
    shifts: list[ShiftForm] = Field(min_length=1, max_length=500)


class ShiftsForm(Form):
    shifts: list[ShiftForm] = Field(min_length=1, max_length=500)


class LockForm(Form):
    locked: bool


class AnswerForm(Form):
    yes: bool = Field(description="来不来")


class WishForm(Form):
    post: UUID
    kind: Literal["can", "cannot", ""] = Field(description="空着就是收回说过的话")


class WishesForm(Form):
    wishes: list[WishForm] = Field(min_length=1, max_length=500)


class ProposalShape(Shape):
    id: UUID
    number: str
    name: str = Field(description="只有本组织的成员写全")
    state: str
    locked: bool
    why: list[str] = Field(description="为什么是他，一句一条")
    answer_by: Moment | None
    signup: UUID | None


class RosterShiftShape(Shape):
    post: UUID
    title: str
    activity: Named
    starts_at: Moment
    ends_at: Moment
    places: int
    taken: int
    minimum: int
    missing: int = Field(description="算上拟定和等答复的人，还缺几个")
    people: list[ProposalShape]


class RosterShape(Shape):
    id: UUID
    title: str
    body: Named
    state: str
    reach: str
    waits: bool = Field(description="正在后台排")
    figures: dict[str, Any] = Field(
        description="上一次排的结果：needed、missing、cost、bound、gap、method、moved"
    )
    shifts: list[RosterShiftShape]


class WhyShape(Shape):
    on: bool
    code: str
    sentences: list[str]


class MyAsk(Shape):
    id: UUID
    state: str
    post: UUID
    title: str
    body: str
    starts_at: Moment
    ends_at: Moment
    answer_by: Moment | None
    why: list[str]
    signup: UUID | None


class MyShift(Shape):
    post: UUID
    title: str
    body: str
    starts_at: Moment
    ends_at: Moment
    said: str = Field(description="can、cannot，没说过为空")


class MyRoster(Shape):
    asks: list[MyAsk]
    shifts: list[MyShift] = Field(description="正在排、可以说意愿的班次")
