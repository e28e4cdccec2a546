"""Hours, their sheets and ledger entries over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Named, Shape


class HoursLine(Form):
    volunteer: str = Field(min_length=1, max_length=40, description="志愿者的 id 或编号")
    minutes: int | None = Field(
        None, strict=True, ge=1, le=44_640, description="实际服务分钟；不填则取签到签退的时间"
    )


class HoursForm(Form):
    entries: list[HoursLine] = Field(min_length=1, max_length=1_000)


class HoursOutcome(Shape):
    volunteer: str
    outcome: str = Field(description="recorded、already-recorded，或不记的原因代码")
    minutes: int
    grade: str
    missing: list[str] = Field(description="要得到更高的证据等级还差什么")
    entry: UUID | None
    sheet: UUID | None
    over_long: bool
    sentence: str


class HoursResults(Shape):
    results: list[HoursOutcome]


class EntryShape(Shape):
    id: UUID
    kind: str
    title: str
    body: Named
    activity: UUID | None
    service_on: date
    starts_at: Moment | None
    ends_at: Moment | None
    minutes: int = Field(description="作废记录为负数")
    grade: str
    state: str = Field(description="valid：有效；voided：已作废；void：作废记录")
    reason: str
    mark: str = Field(description="backfill：补录；transfer：外系统转入；空：照常记录")
    source: str = Field(description="外系统转入时的来源")
    recorded_at: Moment
    leaf: int | None = Field(description="透明日志里的叶序号；还没有入日志时为空，一般不超过一两分钟")
    commitment: str = Field(description="记录的承诺值，就是日志叶的内容（十六进制）")


class Entries(Shape):
    items: list[EntryShape]
    next: str | None
    minutes_by_grade: dict[str, int]


class SheetShape(Shape):
    id: UUID
    activity: UUID
    title: str
    body: str
    volunteer: str = Field(description="遮去中间的姓名")
    starts_at: Moment
    ends_at: Moment
    minutes: int


class Sheets(Shape):
    items: list[SheetShape]
    next: str | None


class CorrectionForm(Form):
    minutes: int = Field(strict=True, ge=1, le=44_640)
    reason: str = Field(min_length=1, max_length=200)


class EntryWritten(Shape):
    id: UUID
    kind: str
    minutes: int
    grade: str
