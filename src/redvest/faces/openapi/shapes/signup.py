"""Sign-ups over the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, Shape


class SignedUp(Shape):
    id: UUID
    state: Literal["confirmed", "waiting"]
    position: int | None = Field(description="候补次序，从 1 开始；已报上时为 null")


class ReasonShape(Shape):
    code: str
    sentence: str
    course: str = Field("", description="缺的那门培训的 id，只有 needs-training 才有")


class Reasons(Shape):
    """Why somebody cannot sign up now; an empty list: nothing stands against it."""

    reasons: list[ReasonShape]


class MySignUp(Shape):
    id: UUID
    state: str
    position: int | None
    activity: UUID
    title: str
    post: UUID
    post_title: str
    body: str
    starts_at: Moment
    ends_at: Moment
    signed_up_at: Moment


class MySignUps(Shape):
    items: list[MySignUp]
    next: str | None


class RosterLine(Shape):
    signup: UUID
    state: str
    post: UUID
    post_title: str
    volunteer: UUID
    number: str
    name: str = Field(description="遮去中间的姓名")
    phone: str = Field(description="只有尾号")


class Roster(Shape):
    items: list[RosterLine]
    next: str | None
