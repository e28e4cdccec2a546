"""The calendar feed over the wire."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, Shape


class FeedState(Shape):
    made_at: Moment | None = Field(description="空为没有日历地址")
    read_at: Moment | None


class FeedAddress(Shape):
    address: str = Field(description="日历应用订阅的地址，只回答这一次")
