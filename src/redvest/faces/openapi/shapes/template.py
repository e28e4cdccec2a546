"""Templates, copies and co-leaders over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Shape


class TemplateShape(Shape):
    id: UUID
    name: str
    made_at: Moment


class TemplateList(Shape):
    items: list[TemplateShape]


class TemplateForm(Form):
    name: str = Field(min_length=1, max_length=40)


class OnDay(Form):
    on: GivenDay = Field(description="新的一场在哪一天")


class FromTemplate(OnDay):
    project: UUID


class CoLeaderForm(Form):
    account: UUID
    starts_on: GivenDay | None = Field(None, description="不填从今天起")
    ends_on: GivenDay | None = Field(None, description="不填到活动最后一天")


class CoLeaderShape(Shape):
    account: UUID
    name: str
    starts_on: date
    ends_on: date


class CoLeaderList(Shape):
    items: list[CoLeaderShape]
