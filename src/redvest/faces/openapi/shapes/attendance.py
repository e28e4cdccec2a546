"""Scans and stays over the wire."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from redvest.faces.openapi.shapes.base import Form, GivenMoment, Shape
from redvest.service.choices import Direction

NONCE = Field(min_length=1, max_length=64, description="设备给这次扫码起的随机数；重发时不变")


class ScanForm(Form):
    """A volunteer's rotating code as scanned, or a volunteer (id or number) whom the leader ticks."""

    nonce: str = NONCE
    direction: Direction
    at: GivenMoment
    code: str = Field("", max_length=200)
    volunteer: str = Field("", max_length=40, description="志愿者的 id 或编号")
    device: str = Field("", max_length=64)

    @model_validator(mode="after")
    def names_somebody(self) -> Self:
        if bool(self.code) == bool(self.volunteer):
            raise ValueError("请给出 code 或 volunteer，二者给一个。")
        return self


class ScanBatch(Form):
    scans: list[ScanForm] = Field(min_length=1, max_length=1_000)


class ScanOutcome(Shape):
    nonce: str
    outcome: str = Field(description="accepted、repeated，或不收的原因代码")


class ScanResults(Shape):
    results: list[ScanOutcome]


class CheckInForm(Form):
    code: str = Field(min_length=1, max_length=200, description="现场码里的文字")
    direction: Direction = Direction.IN
    nonce: str = NONCE
    device: str = Field("", max_length=64)


class CheckedIn(Shape):
    activity: UUID
    title: str
    direction: Direction
