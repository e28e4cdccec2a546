"""Places, kinds of service and stations over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, PageQuery, Shape, Words


class RegionQuery(Form):
    parent: str = Field("", max_length=12, description="上级区划代码；不填则为全市的区县和功能区")


class RegionShape(Shape):
    code: str
    name: str
    level: str
    parent: str | None
    statutory: bool = Field(description="是否有法定代码")
    population: int | None
    lon: float | None
    lat: float | None


class Regions(Shape):
    items: list[RegionShape]
    next: None = None


class DomainShape(Shape):
    key: str
    name: str
    scheme: str


class Domains(Shape):
    items: list[DomainShape]
    next: None = None


class SkillQuery(Form):
    q: str = Field("", max_length=40, description="汉字、拼音或首字母；不填则全部")


class SkillShape(Words):
    group: str


class Skills(Shape):
    items: list[SkillShape]
    next: None = None


class StationQuery(PageQuery):
    q: str = Field("", max_length=60, description="名称或地址里的字")
    level: str = Field(
        "", max_length=12, description="standardised 规范化、basic 基础、none 未达标；不填则全部"
    )


class StationShape(Shape):
    id: UUID
    name: str
    level: str = Field(description="最近一次还在有效期内的评定：standardised 规范化、basic 基础、none 没有")
    assessed_on: date | None
    valid_until: date | None
    region: Words
    address: str
    lon: float
    lat: float
    opened_on: date


class Stations(Shape):
    items: list[StationShape]
    next: str | None


class StatisticsQuery(Form):
    region: str = Field(
        "", max_length=12, pattern=r"^[0-9A-Za-z]*$", description="只算这个区划以内的（区划代码）"
    )
    body: str = Field(
        "", max_length=12, pattern=r"^[0-9A-Za-z-]*$", description="只算这个组织记录的（组织代码）"
    )
    since: GivenDay | None = Field(None, alias="from", description="从哪天的服务算起")
    until: GivenDay | None = Field(None, alias="to", description="算到哪天的服务，当天也算")


class Statistics(Shape):
    """The same numbers as on the home page and from ``redvest stats --json``."""

    volunteers: int
    organizations: int
    projects: int
    service_hours: float | int
    stations: int
    stations_standardised: int
    stations_basic: int
    active_volunteers: int
    population: int | None
    as_of: str = Field(json_schema_extra={"format": "date-time"})
    minutes_by_grade: dict[str, int]
