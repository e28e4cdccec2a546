"""Organisations over the wire."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Shape, Words
from redvest.registry.choices import BodyKind
from redvest.registry.queries.team_kind import team_kinds


def _known(key: str) -> str:
    if key not in team_kinds():
        raise ValueError("没有这个队伍类别")
    return key


TeamKind = Annotated[
    str, Field(max_length=12, description="队伍类别的键，如 party、community"), AfterValidator(_known)
]


class BodyQuery(Form):
    q: str = Field("", max_length=100)
    region: str = Field("", max_length=40, description="区划代码或名称，含其下各级")
    kind: BodyKind | None = None
    team_kind: TeamKind | None = None
    after: str | None = Field(None, max_length=400)
    limit: int = Field(50, ge=1, le=200)


class BodyForm(Form):
    name: str = Field(max_length=80)
    kind: BodyKind
    team_kind: TeamKind
    region: str = Field(max_length=40, description="服务的区划：代码或名称")
    responsible_name: str = Field(max_length=60)
    contact_name: str = Field(max_length=60)
    contact_phone: str = Field(max_length=20, description="公开的联系电话")
    credit_code: str = Field("", max_length=30, description="统一社会信用代码；社区或单位同意的团体不填")
    consenting_unit: str = Field("", max_length=80, description="同意其成立的社区或单位")
    address: str = Field("", max_length=120)
    founded_on: GivenDay | None = None
    domains: list[str] = Field(default_factory=list, max_length=12, description="服务类别：键或名称")
    parent: UUID | None = Field(None, description="上级组织")
    liaison: UUID | None = Field(None, description="联络组织；和上级组织只填一个")
    head: str = Field("", max_length=30, description="工作人员代为登记时必填：负责人的手机号或志愿者编号")


class Decision(Form):
    approve: bool
    note: str = Field("", max_length=200, description="不同意时写明原因")


class BodyShape(Shape):
    id: UUID
    code: str
    name: str
    kind: str
    team_kind: str
    mark_number: str
    capacity: int | None
    state: str
    region: Words
    contact_name: str
    contact_phone: str
    address: str


class Bodies(Shape):
    items: list[BodyShape]
    next: str | None
