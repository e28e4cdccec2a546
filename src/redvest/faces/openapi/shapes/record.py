"""One's record in the five parts of order 67 over the wire, named after its articles."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, Shape


class Basic(Shape):
    """Article 5."""

    name: str
    sex: str
    birth_on: date | None
    id_type: str
    id_number: str = Field(description="只显示头尾")
    region: str = Field(description="居住区域")
    phone: str = Field(description="遮去中间")
    skills: str
    domains: list[str] = Field(description="服务类别")
    number: str = Field(description="志愿者编号")
    real_name_state: str


class Served(Shape):
    """Article 7."""

    id: UUID
    title: str
    on: date
    place: str
    content: str
    minutes: int = Field(description="实际服务分钟")
    grade: str
    body: str = Field(description="活动组织单位")
    leader: str = Field(description="活动负责人")


class Service(Shape):
    minutes: int
    minutes_by_grade: dict[str, int]
    entries: list[Served] = Field(description="有效的记录，最近的在前，最多 1000 条")


class Trained(Shape):
    """Article 8."""

    id: UUID
    name: str
    content: str
    minutes: int = Field(description="学习时长，分钟")
    body: str = Field(description="举办单位")
    on: date
    expires_on: date | None = Field(description="有效的最后一天；长期有效为 null")
    valid: bool


class Awarded(Shape):
    """Article 9."""

    id: UUID
    name: str
    on: date
    granted_by: str = Field(description="授予单位")
    document_name: str
    document_number: str
    kind: str
    content: str


class Evaluated(Shape):
    """Article 10."""

    id: UUID
    activity: str
    body: str
    on: date
    punctuality: int = Field(description="守时程度，1 到 5")
    attitude: int = Field(description="服务态度，1 到 5")
    skill: int = Field(description="专业水平，1 到 5")
    text: str
    beneficiary_words: str = Field(description="服务对象的反馈")


class Average(Shape):
    """Null while there are fewer than three evaluations."""

    count: int
    punctuality: float | None
    attitude: float | None
    skill: float | None


class Evaluations(Shape):
    average: Average
    items: list[Evaluated]


class RecordShape(Shape):
    as_of: Moment
    basic: Basic
    service: Service
    training: list[Trained]
    awards: list[Awarded]
    evaluations: Evaluations
