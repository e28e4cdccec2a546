"""When and why somebody was suspended and let back, from the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.core.models import AuditLine
from redvest.registry.models import Account

MOST = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """One suspension or its end."""

    at: datetime
    lifted: bool
    reason: str
    by: str


def suspensions_of(volunteer_id: UUID) -> list[Turn]:
    """The latest first. Two queries, one where there was none."""
    lines = AuditLine.objects.filter(
        target_kind="Volunteer",
        target_id=str(volunteer_id),
        verb__in=("suspend_volunteer", "resume_volunteer"),
    )
    found = list(lines.order_by("-id")[:MOST])
    if not found:
        return []
    who = dict(Account.objects.filter(pk__in={line.actor_id for line in found}).values_list("pk", "name"))
    return [
        Turn(line.at, line.verb == "resume_volunteer", line.reason, who.get(line.actor_id, ""))
        for line in found
        if line.actor_id is not None
    ]
