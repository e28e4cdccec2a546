"""Reading the audit trail: lines of a city by who, what, on which thing and when. Nothing here can change it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.core.models import AuditLine


def trail_of(
    city: str,
    *,
    actor: UUID | None = None,
    verbs: Collection[str] = (),
    target: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditLine]:
    """The lines of a city that fit; ``target`` is a kind, an id, or both with a space between; ``until`` is not in it."""
    rows = AuditLine.objects.filter(city=city)
    if actor is not None:
        rows = rows.filter(actor_id=actor)
    if verbs:
        rows = rows.filter(verb__in=verbs)
    kind, _, key = target.partition(" ")
    if key:
        rows = rows.filter(target_kind=kind, target_id=key)
    elif kind:
        rows = rows.filter(target_kind=kind) if kind[:1].isupper() else rows.filter(target_id=kind)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    return rows
