"""Roles over the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Named, Shape, Words
from redvest.registry.choices import Role

# As values: the name "Role" belongs to the roles of /me in the document.
RoleKey = Annotated[
    str, AfterValidator(lambda key: Role(key).value), Field(json_schema_extra={"enum": Role.values})
]


class GrantQuery(Form):
    role: RoleKey | None = None
    body: UUID | None = None
    after: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=200)


class GrantForm(Form):
    phone: str = Field(max_length=30, description="对方注册用的手机号")
    role: RoleKey
    region: str = Field("", max_length=40, description="区划代码或名称；区域、组织、服务站只填一个")
    body: UUID | None = None
    station: UUID | None = None
    starts_on: GivenDay | None = Field(None, description="不填就从今天起")
    ends_on: GivenDay | None = None


class GrantShape(Shape):
    id: int
    account: Named
    role: str
    place: Words
    starts_on: date
    ends_on: date | None
    given_by: str
    given_at: Moment
    revoked_at: Moment | None


class Grants(Shape):
    items: list[GrantShape]
    next: str | None
