"""Writing the audit trail. Every action writes one line, in the same transaction as what it did."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from redvest.core.db.together import Together
from redvest.core.models import AuditLine


@dataclass(frozen=True)
class Actor:
    """Who acts: a person signed in, nobody signed in yet (a registration), or the system itself."""

    kind: str  # "person", "guest" or "system"
    id: UUID | None = None

    @classmethod
    def person(cls, account_id: UUID) -> Actor:
        return cls("person", account_id)


_COLUMNS = (
    "city", "at", "actor_kind", "actor_id", "verb", "target_kind", "target_id", "reason", "details",
)  # fmt: skip

GUEST = Actor("guest")
SYSTEM = Actor("system")


def write_line(
    *,
    by: Actor,
    at: datetime,
    city: str,
    verb: str,
    target: object,
    reason: str = "",
    **details: Any,
) -> None:
    """Append one line. ``target`` is a model instance; details must be JSON and hold no personal data."""
    AuditLine.objects.create(
        city=city,
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        verb=verb,
        target_kind=type(target).__name__,
        target_id=str(getattr(target, "pk", "")),
        reason=reason,
        details=details,
    )


def write_lines(
    *,
    by: Actor,
    city: str,
    target_kind: str,
    lines: Iterable[tuple[datetime, str, str, dict[str, Any]]],
    writes: Together,
) -> None:
    """Append many lines in one statement; each is its moment, verb, target id and details."""
    writes.put(
        "core_auditline",
        _COLUMNS,
        (
            (city, at, by.kind, by.id, verb, target_kind, target_id, "", json.dumps(more, ensure_ascii=False))
            for at, verb, target_id, more in lines
        ),
    )
