"""A crisis over the wire: what is on, a registration and its pass, the board without names and addresses."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape, Words


class CrisisShape(Shape):
    id: UUID
    name: str
    kind: Words
    office: str = Field(description="由谁指挥")
    hotline: str
    opened_at: Moment
    takes_people: bool = Field(description="还收不收人；false 就是请先不要来")
    stop_words: str
    brief_version: int = Field(description="登记时要签的安全须知版本")
    brief: str


class CrisesShape(Shape):
    items: list[CrisisShape]


class CrisisPersonBody(Form):
    """Nothing of a minor is kept; ``born`` is looked at and not kept."""

    name: str = Field(max_length=40)
    phone: str = Field(max_length=30)
    born: str = Field(max_length=20, description="出生日期，比如 19900517；只看满没满 18 岁，不保存")
    brief_version: int = Field(description="读过并同意的安全须知版本")
    skills: list[str] = Field(
        default_factory=list, max_length=20, description="medical driver boat words heavy kitchen comfort"
    )
    equipment: str = Field("", max_length=80)
    stays_on: bool = Field(False, description="这次过后也愿意做志愿者")


class CrisisPassShape(Shape):
    pass_code: str = Field(description="通行码，到集结点出示")
    again: bool = Field(description="同一个手机号先前登记过，给的是同一个通行码")


class CrisisReportBody(Form):
    kind: str = Field(max_length=10, description="rescue medical food shelter transport hands other")
    place: str = Field(max_length=80)
    words: str = Field(max_length=400)
    phone: str = Field("", max_length=30)
    lon: float | None = None
    lat: float | None = None


class CrisisReportShape(Shape):
    id: UUID
    state: str


class CrisisNeedShape(Shape):
    id: UUID
    kind: Words
    area: str = Field(description="大致地点")
    words: str
    wanted: int
    coming: int
    verified_at: Moment = Field(description="最后核实时间")
    verified_by: str = Field(description="由谁核实")
    expires_at: Moment


class CrisisBoardShape(Shape):
    items: list[CrisisNeedShape]
    next: str | None
