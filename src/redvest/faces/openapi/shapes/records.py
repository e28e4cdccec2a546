"""The recording discipline over the wire: histories, reports of errors, back-fills, what is overdue, refusals."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenMoment, Moment, Named, Shape


class HistoryItem(Shape):
    """One thing that happened to an entry; people by their role, never by name."""

    at: Moment
    kind: str = Field(
        description="record、correction、void、reported、escalated、answered、refused、reopened"
    )
    words: str
    who: str = Field(description="以什么身份")
    why: str
    minutes: int | None
    grade: str
    mark: str
    source: str
    entry: UUID | None


class History(Shape):
    items: list[HistoryItem]


class ReportForm(Form):
    text: str = Field(min_length=1, max_length=200, description="哪里不对")
    wanted_minutes: int | None = Field(None, ge=1, le=44_640, description="应为多少分钟")


class ReportShape(Shape):
    id: UUID
    kind: str = Field(description="wrong：记录有错；missing：应有而没有")
    state: str = Field(description="open、accepted、refused")
    entry: UUID | None
    activity: UUID | None
    text: str
    wanted_minutes: int | None
    filed_at: Moment
    due_on: date
    answer: str
    result: UUID | None = Field(description="由此产生的记录")


class Reports(Shape):
    items: list[ReportShape]
    next: str | None


class AnswerForm(Form):
    decision: Literal["correct", "void", "record", "refuse"]
    minutes: int | None = Field(None, ge=1, le=44_640)
    reason: str = Field(min_length=1, max_length=200)


class EvidenceForm(Form):
    name: str = Field("", max_length=200)
    content: str = Field(max_length=1_000_000, description="照片或 PDF 的 base64；整个请求最多 1 MB")


class BackfillPerson(Form):
    volunteer: str = Field(min_length=1, max_length=40, description="志愿者的 id 或编号")
    minutes: int = Field(ge=1, le=44_640)


class BackfillForm(Form):
    title: str = Field(min_length=1, max_length=60)
    place: str = Field(min_length=1, max_length=80)
    content: str = Field(min_length=1, max_length=500)
    starts_at: GivenMoment
    ends_at: GivenMoment
    reason: str = Field(min_length=1, max_length=200)
    people: list[BackfillPerson] = Field(min_length=1, max_length=500)
    files: list[EvidenceForm] = Field(max_length=6)


class BackfillLineShape(Shape):
    id: UUID
    volunteer: UUID
    minutes: int
    answer: str = Field(description="yes：本人确认；no：本人说没去；空：还没回话")
    entry: UUID | None
    refusal: str


class BackfillShape(Shape):
    id: UUID
    state: str
    title: str
    body: Named
    starts_at: Moment
    ends_at: Moment
    reason: str
    note: str = Field(description="审批意见")
    people: list[BackfillLineShape]
    files: int


class AgreeForm(Form):
    agrees: bool


class OverdueItem(Shape):
    activity: UUID
    title: str
    ends_at: Moment
    missing: int = Field(description="还有多少人没有时长")
    due_on: date = Field(description="最晚哪天记录完，按工作日算")
    exact: bool = Field(description="false：那一年的放假安排还没公布，是大约的日子")
    overdue: bool


class OverdueList(Shape):
    items: list[OverdueItem]
    next: str | None


class RefusalForm(Form):
    volunteer: str = Field(min_length=1, max_length=40, description="志愿者的 id 或编号")
    kind: Literal["duty", "paid", "not-public", "absent", "other"]
    note: str = Field("", max_length=200)


class RefusalShape(Shape):
    id: UUID
    volunteer: UUID
    kind: str
    note: str
    reopened: bool


class OffDutyShape(Shape):
    stated: bool
    entry: UUID | None = Field(description="因此入账的记录")
