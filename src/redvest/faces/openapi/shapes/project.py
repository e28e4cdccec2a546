"""Projects over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Named, Shape, Words


class ProjectQuery(Form):
    q: str = Field("", max_length=100)
    body: UUID | None = None
    after: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=200)


class ProjectForm(Form):
    body: UUID
    name: str = Field(min_length=1, max_length=80)
    domain: str = Field(max_length=24, description="服务类别的键或名称")
    region: str = Field(max_length=40, description="区划代码或名称")
    summary: str = Field("", max_length=5_000)
    beneficiaries: str = Field("", max_length=80, description="服务对象")
    guarantees: str = Field("", max_length=200, description="志愿者保障")
    starts_on: GivenDay | None = None
    ends_on: GivenDay | None = None


class ProjectShape(Shape):
    id: UUID
    code: str
    name: str
    state: str
    domain: Words
    region: Words
    body: Named
    summary: str
    starts_on: date
    ends_on: date | None


class Projects(Shape):
    items: list[ProjectShape]
    next: str | None
