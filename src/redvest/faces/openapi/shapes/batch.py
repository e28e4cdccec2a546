"""Batches of certificates over the wire."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, GivenDay, Moment, Shape
from redvest.service.rules.batch import MOST


class BatchForm(Form):
    body: UUID = Field(description="记录时长的组织")
    volunteers: list[UUID] = Field(min_length=1, max_length=MOST, description="给谁开；每人一份")
    title: str = Field("", max_length=60, description="这一批叫什么，例如“三年级二班”")
    starts_on: GivenDay | None = None
    ends_on: GivenDay | None = None


class Refusal(Shape):
    volunteer: str
    code: str
    detail: str


class Batch(Shape):
    id: str
    title: str
    body: str
    total: int
    issued: int
    refused: int
    percent: int
    asked_at: Moment
    finished_at: Moment | None
    refusals: list[Refusal]
    numbers: list[str] = Field(description="已经开出、仍然有效的证明编号")
