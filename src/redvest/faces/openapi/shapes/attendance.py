"""Scans and stays over the wire."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from redvest.faces.openapi.shapes.base import Form, GivenMoment, Moment, Shape
from redvest.service.choices import Direction
from redvest.service.rules.fence import Position

NONCE = Field(min_length=1, max_length=64, description="设备给这次扫码起的随机数；重发时不变")


class Placed(Form):
    """Where the phone that scans is, in WGS-84; read only when its owner gave the separate consent to location."""

    lon: float | None = Field(None, ge=-180, le=180, description="WGS-84 经度")
    lat: float | None = Field(None, ge=-90, le=90, description="WGS-84 纬度")
    accuracy_m: float | None = Field(None, ge=0, description="手机给的误差半径，米")

    @property
    def position(self) -> Position | None:
        if self.lon is None or self.lat is None:
            return None
        # A place without its doubt may be anywhere: it is taken as too doubtful to use.
        return Position(self.lon, self.lat, float("inf") if self.accuracy_m is None else self.accuracy_m)


class ScanForm(Placed):
    """A volunteer's rotating or printed code as scanned, or a volunteer (id or number) whom the leader ticks."""

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
    sent_at: GivenMoment | None = Field(
        None, description="设备发送这一批时自己的钟；与服务器相差超过 2 分钟会标出，并按差值校正扫码时间"
    )


class ScanOutcome(Shape):
    nonce: str
    outcome: str = Field(description="accepted、repeated，或不收的原因代码")
    skewed: bool = Field(False, description="设备的钟差了 2 分钟以上")


class ScanResults(Shape):
    results: list[ScanOutcome]


class CheckInForm(Placed):
    code: str = Field(min_length=1, max_length=200, description="现场码里的文字")
    direction: Direction = Direction.IN
    nonce: str = NONCE
    device: str = Field("", max_length=64)


class CheckedIn(Shape):
    activity: UUID
    title: str
    direction: Direction


class HourCodesForm(Form):
    count: int = Field(ge=1, le=300, description="做几个")
    minutes: int = Field(ge=1, le=1440, description="每个码记多少分钟，最多是活动的时长")


class HourCodeText(Shape):
    code: str
    minutes: int


class HourCodes(Shape):
    items: list[HourCodeText]


class HourCodeForm(Form):
    code: str = Field(min_length=1, max_length=40, description="纸条上的时长码")
    device: str = Field("", max_length=64)


class HourCodeUsed(Shape):
    activity: UUID
    title: str
    minutes: int


class PingForm(Placed):
    """Everything may stay away: a word without a place is a word, too."""


class Pinged(Shape):
    activity: UUID
    at: Moment
    fence: str = Field(description="inside、outside、unclear；空表示没有用位置")


class Card(Shape):
    code: str
    serial: int
