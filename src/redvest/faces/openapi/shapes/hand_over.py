"""Stand-ins and swaps over the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape


class HandOverForm(Form):
    """Who is meant, by number and name together."""

    number: str = Field(max_length=40, description="对方的志愿者编号")
    name: str = Field(max_length=60, description="对方的姓名")


class HandOverAnswer(Form):
    accept: bool


class HandOverShape(Shape):
    id: UUID
    kind: Literal["stand-in", "swap"]
    state: str
    signup: UUID = Field(description="提出的人的报名")
    other: UUID | None = Field(description="互换时对方的报名")
    activity: UUID
    title: str
    post_title: str
    asked_by: str = Field(description="遮去中间的姓名")
    expires_at: Moment


class HandOvers(Shape):
    items: list[HandOverShape]
