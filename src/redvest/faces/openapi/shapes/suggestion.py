"""What somebody can do now, over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.activity import NEAR, ActivityShape
from redvest.faces.openapi.shapes.base import Form, Shape


class SuggestionQuery(Form):
    near: str | None = Field(
        None, pattern=NEAR, description="lon,lat：从哪里出发，只用这一次，不保存", examples=["114.93,27.81"]
    )
    station: UUID | None = Field(None, description="从哪个服务站出发；不填从居住地算")
    limit: int = Field(12, ge=1, le=50)


class WhyShape(Shape):
    code: str = Field(
        description="near、home-district、lacking、few-takers、soon、fits-times、skills、domain-wanted、domain-served"
    )
    sentence: str


class SuggestionShape(Shape):
    activity: ActivityShape
    post: UUID = Field(description="最缺人的、本人报得上的岗位")
    distance_m: int | None = Field(description="离出发地多少米")
    reasons: list[WhyShape]


class SuggestionsShape(Shape):
    personal: bool = Field(description="false：本人选了只按时间排")
    against: list[WhyShape] = Field(description="本人现在为什么什么都报不了；能报时为空")
    items: list[SuggestionShape]


class OrderForm(Form):
    personal: bool = Field(description="true 按我的情况排，false 只按时间排")


class OrderShape(Shape):
    personal: bool
