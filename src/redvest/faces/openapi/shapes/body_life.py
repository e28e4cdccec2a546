"""An organisation's life over the wire: annual reports, brands, changes with their proof."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Named, Shape
from redvest.registry.choices import BodyFact, BrandKind
from redvest.registry.rules.annual_report import LONGEST


class ReportForm(Form):
    narrative: str = Field("", max_length=LONGEST, description="工作情况")
    recording: str = Field("", max_length=LONGEST, description="记录与证明情况")
    hand_in: bool = Field(False, description="存好以后就交上去；数字取自那一刻的记录")


class ReportFigures(Shape):
    since: date
    until: date
    people: int = Field(description="服务过的人数")
    times: int
    activities: int
    minutes: int
    hours: float
    certificates: int
    members: int
    projects: int


class ReportShape(Shape):
    body: Named
    year: int
    narrative: str
    recording: str
    figures: ReportFigures | None = Field(description="交报告那一刻的数字，没交时为空")
    submitted_at: Moment | None
    note: str = Field(description="退回意见")


class Reports(Shape):
    items: list[ReportShape]


class SendBackForm(Form):
    note: str = Field(min_length=1, max_length=200, description="为什么退回")


class BrandForm(Form):
    kind: BrandKind
    name: str = Field(max_length=40)
    about: str = Field("", max_length=200)
    began_on: GivenDay


class BrandShape(Shape):
    id: UUID
    kind: str
    name: str
    about: str
    began_on: date
    ended_on: date | None


class Brands(Shape):
    items: list[BrandShape]


class ChangeForm(Form):
    fact: BodyFact = Field(description="name 名称，credit-code 统一社会信用代码，responsible 负责人")
    after: str = Field(max_length=80, description="改成什么")
    reason: str = Field(max_length=200)
    proof: str = Field(max_length=1_000_000, description="证明文件（照片或 PDF）的 base64；整个请求最多 1 MB")


class ChangeDecision(Form):
    verb: Literal["accept", "refuse", "withdraw"] = Field(description="withdraw 由组织自己撤回")
    note: str = Field("", max_length=200, description="不通过时写明原因")


class ChangeShape(Shape):
    id: UUID
    body: Named
    fact: str
    before: str
    after: str
    reason: str
    state: str = Field(description="open、accepted、declined、withdrawn")
    note: str
    asked_at: Moment
    decided_at: Moment | None


class Changes(Shape):
    items: list[ChangeShape]
    next: str | None
