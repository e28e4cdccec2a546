"""Cases of the integrity radar over the wire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from redvest.faces.openapi.shapes.base import Moment, Shape


class CaseShape(Shape):
    id: UUID
    rule: str
    rule_words: str
    subject: str = Field(description="person、recorder、activity 或 device")
    severity: str
    state: str
    outcome: str = Field(description="confirmed、dismissed；还没有结论时为空")
    reason: str
    innocent: str = Field(description="可能的正常原因")
    figures: dict[str, Any]
    officer: str
    opened_at: Moment
    due_at: Moment | None


class Cases(Shape):
    items: list[CaseShape]
    next: str | None
