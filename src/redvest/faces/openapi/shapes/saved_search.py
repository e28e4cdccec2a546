"""Kept searches over the wire."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Shape


class LookForm(Form):
    """What is looked for; a place on the map is never kept."""

    q: str = Field("", max_length=60)
    domain: str = Field("", max_length=24, description="服务类别的键或名称")
    region: str = Field("", max_length=40, description="区划代码或名称")
    from_: GivenDay | None = Field(None, alias="from")
    to: GivenDay | None = None
    days: list[int] = Field(default_factory=list, max_length=7, description="星期几：1–7")
    part: Literal["", "morning", "afternoon", "evening"] = ""
    age: int | None = Field(None, ge=1, le=120)
    easy: bool = False


class SearchForm(Form):
    name: str = Field(min_length=1, max_length=40)
    asked: LookForm
    watched: bool = Field(True, description="有新的、或者空出名额，就发消息告诉我")


class SearchChange(Form):
    name: str | None = Field(None, min_length=1, max_length=40)
    watched: bool | None = None


class SearchShape(Shape):
    id: UUID
    name: str
    watched: bool
    created_at: Moment
    query: dict[str, str | int] = Field(description="同一个查找，作为 GET /activities 的参数")


class SearchesShape(Shape):
    items: list[SearchShape]
