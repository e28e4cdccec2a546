"""Groups over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape


class PartyMember(Form):
    number: str = Field(max_length=40, description="志愿者编号")
    name: str = Field(max_length=60, description="姓名")


class PartyBody(Form):
    """Everybody by number and name. All of them are signed up, or nobody is."""

    people: list[PartyMember] = Field(default_factory=list, max_length=200)
    with_me: bool = Field(True, description="自己也去")
    children: list[UUID] = Field(default_factory=list, max_length=20, description="自己的孩子")
    name: str = Field("", max_length=40, description="队名")
    body: UUID | None = Field(None, description="替哪个组织的成员报名")
    how: str = Field("", max_length=8, description="成员怎么答应的：present、phone、paper")
    words: str = Field("", max_length=200)


class PartyLine(Shape):
    signup: UUID
    name: str = Field(description="遮去中间的姓名")
    state: str
    kept_until: Moment | None = Field(description="等本人答应到什么时候")


class PartyShape(Shape):
    id: UUID
    name: str
    post: UUID
    activity: UUID
    people: list[PartyLine]
    ended_at: Moment | None
