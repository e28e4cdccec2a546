"""Series, and changes of what is announced, over the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.activity import ActivityForm, Reason
from redvest.faces.openapi.shapes.base import Form, GivenDay, GivenMoment, Moment, Named, Shape

Scope = Literal["one", "following", "all"]


class RepeatForm(Form):
    """How it recurs: until a day or so many times, never both."""

    every: Literal["day", "week", "two-weeks", "month-day", "month-weekday"]
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        default_factory=list, max_length=7, description="0 是周一；每周、每两周时用，不填就和第一场同一天"
    )
    until: GivenDay | None = Field(None, description="办到这一天（含）")
    times: int | None = Field(None, ge=2, le=120, description="一共几场，不算放假不办的")
    leave_out: Literal["", "holidays", "made-up"] = Field(
        "", description="holidays：法定节假日不办；made-up：节假日和调休上班日都不办"
    )


class SeriesForm(Form):
    """The first occurrence, and how it recurs."""

    activity: ActivityForm
    repeat: RepeatForm


class OccurrenceShape(Shape):
    id: UUID
    occurs_on: date = Field(description="规则里的日期；改过时间也不变")
    starts_at: Moment
    ends_at: Moment
    state: str
    places: int
    taken: int


class SeriesShape(Shape):
    """A series with the occurrences that the caller may see."""

    id: UUID
    title: str
    body: Named
    rule: str = Field(description="RFC 5545 的 RRULE")
    first_on: date
    left_out: list[date] = Field(description="规则里碰上放假、不办的日子（EXDATE）")
    occurrences: list[OccurrenceShape]


class ChangeActivityForm(Form):
    """Only what is given changes. Shifts move with the whole; other occurrences move by as much."""

    starts_at: GivenMoment | None = None
    ends_at: GivenMoment | None = None
    place: str | None = Field(None, min_length=1, max_length=80)
    lon: Annotated[float, Field(ge=72, le=136, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=3, le=54, allow_inf_nan=False)] | None = None
    content: str | None = Field(None, min_length=1, max_length=5_000)
    contact_name: str | None = Field(None, min_length=1, max_length=60)
    contact_phone: str | None = Field(None, min_length=1, max_length=20)
    places: dict[int, int] = Field(default_factory=dict, description="第几个岗位（从 0 起）要几个人")
    scope: Scope = Field("one", description="系列活动：只这一场、这一场和以后的、还没开始的全部")


class CancelForm(Reason):
    scope: Scope = Field("one", description="系列活动：只这一场、这一场和以后的、还没开始的全部")
