"""Belonging to organisations over the wire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Named, Shape


class JoinForm(Form):
    words: str = Field("", max_length=200, description="想对组织说的话")


class AnswerForm(Form):
    yes: bool = Field(description="愿不愿意加入")


class JoinShape(Shape):
    id: UUID
    body: Named
    kind: str = Field(description="application 我申请的，invitation 组织邀请的")
    state: str
    words: str


class MembershipShape(Shape):
    body: Named
    joined_on: date
    consent: str = Field(description="依据：applied、invited、standing、paper，earlier 为没有记录")


class MyBodies(Shape):
    memberships: list[MembershipShape]
    waiting: list[JoinShape]
