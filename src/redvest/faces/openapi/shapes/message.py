"""Notices over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, PageQuery, Shape


class InboxQuery(PageQuery):
    unread: bool = Field(False, description="只要没看过的")


class MessageShape(Shape):
    id: UUID
    kind: str = Field(description="signup、activity、letter、hours、group、rights、account、work、other")
    sender: str = Field(description="谁发的；空为志愿服务中心")
    text: str
    about_kind: str = Field(description="关于什么，如 SignUp；空为没有")
    about_id: str
    created_at: Moment
    read_at: Moment | None


class Messages(Shape):
    unread: int
    items: list[MessageShape]
    next: str | None


class ReadCount(Shape):
    read: int = Field(description="刚刚标成看过的条数")
