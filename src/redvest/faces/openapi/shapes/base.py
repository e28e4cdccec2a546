"""The base of all shapes and the few types they share: moments, texts, pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from redvest.core.clock import CHINA

EARLIEST, LATEST = datetime(1949, 10, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_range(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError("这个时间太早或太晚了，请检查年份。")
    return at


def _day_in_range(on: date) -> date:
    if not EARLIEST.date() <= on <= LATEST.date():
        raise ValueError("这个日期太早或太晚了，请检查年份。")
    return on


def local_text(at: datetime) -> str:
    """A moment as answers say it: China's time with its offset."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


# Requests may use any offset but must name one.
Moment = Annotated[
    datetime,
    PlainSerializer(local_text, return_type=str),
    Field(json_schema_extra={"format": "date-time"}, examples=["2026-03-05T09:00:00+08:00"]),
]
GivenMoment = Annotated[
    AwareDatetime, AfterValidator(_in_range), Field(examples=["2026-03-05T09:00:00+08:00"])
]
GivenDay = Annotated[date, AfterValidator(_day_in_range), Field(examples=["2026-03-05"])]


class Shape(BaseModel):
    """Part of an answer."""


class Form(BaseModel):
    """Part of a request. A name that is not known is an error, so that a slip of the pen is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class Named(Shape):
    """Something with its key and the word for it."""

    id: str
    name: str


class Words(Shape):
    """A state or kind: the stable value and the word people read."""

    key: str
    name: str


class FieldFault(Shape):
    field: str
    sentence: str


class Problem(Shape):
    """RFC 9457. ``code`` is stable; ``detail`` is for people. Some codes bring details of their own."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldFault] = Field(default_factory=list, description="哪一项要改，怎么改")


class PageQuery(Form):
    after: str | None = Field(None, max_length=400, description="上一页的 next")
    limit: int = Field(50, ge=1, le=200)
