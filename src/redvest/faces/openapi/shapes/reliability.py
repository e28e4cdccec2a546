"""Coming and staying away over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape


class PastLine(Shape):
    signup: UUID
    title: str
    starts_at: Moment
    state: str
    counts_as: float | None = Field(description="1 到了，0 没到，中间是临近取消；null 不算")
    weight: float = Field(description="分量，随时间减少")


class Reliability(Shape):
    share: float = Field(description="0 到 1，报了就来的把握")
    past: list[PastLine]


class AppealForm(Form):
    words: str = Field(max_length=300, description="为什么没到")
