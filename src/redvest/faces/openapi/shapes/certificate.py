"""Certificates over the wire."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Shape


class CertificateForm(Form):
    """Without ``body`` the one that recorded most of the volunteer's hours issues it."""

    body: UUID | None = Field(None, description="记录时长的组织；只有一个时可以不填")
    volunteer: UUID | None = Field(None, description="组织负责人替志愿者开具时填写")
    starts_on: GivenDay | None = None
    ends_on: GivenDay | None = None


class Issued(Shape):
    number: str
    pdf_url: str
    credential_url: str = Field(description="Open Badges 3.0 凭证（application/vc+jwt），要带令牌取")
    verify_url: str


class CredentialStatus(Shape):
    """Where machines read whether it stands (Bitstring Status List 1.0)."""

    list: str = Field(description="状态列表的地址，任何人都能取")
    index: int = Field(description="位序号；这一位是 1 就是已撤销")


class CertificateShape(Shape):
    """What anybody who holds the number may know."""

    number: str
    status: Literal["valid", "revoked"]
    name: str = Field(description="遮去中间的姓名")
    issued_on: date
    starts_on: date
    ends_on: date
    body: str = Field(description="记录时长的组织")
    issued_by: str
    minutes: int = Field(description="经核验的分钟（A 到 C 级）")
    minutes_by_grade: dict[str, int]
    unverified_minutes: int = Field(description="未核验的分钟（D 级），不计入 minutes")
    leaves: list[int] = Field(description="透明日志里的叶序号；还没写入日志的不在其中")
    entries: int = Field(description="依据的服务记录条数")
    credential_status: CredentialStatus | None
    reason: str = Field(description="撤销的原因")
    credential_url: str
    public_until: date | None = Field(description="公示到哪一天；没有公示或已经结束时为空")
    verify_url: str


class CertificateLine(Shape):
    number: str
    status: str
    body: str
    issued_on: date
    starts_on: date
    ends_on: date
    pdf_url: str
    credential_url: str
    verify_url: str


class Certificates(Shape):
    items: list[CertificateLine]
    next: str | None
