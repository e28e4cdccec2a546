"""Reads what an organisation put on the register in its life: brands, changes, annual reports, who ran it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from redvest.registry.choices import BodyFact, JoinState, Role
from redvest.registry.models import AnnualReport, Body, BodyChange, Brand, Grant, Membership


def public_facts(body: Body) -> dict[str, Any]:
    """What everybody may read beside the row itself. Five queries; no person is named."""
    changes = BodyChange.objects.filter(body=body, fact=BodyFact.NAME, state=JoinState.ACCEPTED)
    reports = AnnualReport.objects.filter(body=body, submitted_at__isnull=False)
    return {
        "brands": list(live_brands(body)),
        "former_names": list(changes.order_by("-decided_at")[:10]),
        "reports": list(reports.order_by("-year")[:10]),
        "members": Membership.objects.filter(body=body, left_on__isnull=True).count(),
        "domains": list(body.domains.order_by("order").values_list("name", flat=True)),
    }


def live_brands(body: Body) -> QuerySet[Brand]:
    """The brands of now, the oldest first."""
    return Brand.objects.filter(body=body, ended_on__isnull=True).order_by("began_on", "id")


def heads_history(body: Body) -> QuerySet[Grant]:
    """Who ran an organisation and from when to when, the latest first: roles are never deleted, only ended."""
    rows = Grant.objects.filter(body=body, role=Role.BODY_ADMIN).select_related("account")
    return rows.order_by("-starts_on", "-id")
