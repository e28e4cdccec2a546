"""Why somebody cannot join, as their leader hears it."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Shape
from redvest.faces.openapi.shapes.signup import ReasonShape


class WhoForm(Form):
    who: str = Field(min_length=1, max_length=60, description="志愿者编号，或者姓名空一格加手机尾号四位")


class ExplainedShape(Shape):
    name: str = Field(description="遮住一部分的姓名，好认出是不是这个人")
    reasons: list[ReasonShape] = Field(description="只说规定，不说年龄和别的安排；空：能报")
