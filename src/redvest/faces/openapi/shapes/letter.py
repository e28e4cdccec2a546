"""Letters to a roster over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape


class LetterForm(Form):
    audience: str = Field(description="holding 报上的人，waiting 候补和等答复的人，everybody 所有人")
    text: str = Field(description="2 到 500 个字")


class LetterShape(Shape):
    id: UUID
    audience: str
    text: str
    written_at: Moment
    sent_at: Moment | None = Field(description="空为正在发")
    told: int
    read: int
    failed: int


class Letters(Shape):
    items: list[LetterShape]
