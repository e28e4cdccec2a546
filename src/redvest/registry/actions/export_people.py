"""Puts on record that people's data left the house as a file: how much, of whom, masked or not, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.errors import ReasonMissing
from redvest.registry.models import Body, Region
from redvest.registry.policy import Standing, require_administers


@transaction.atomic
def record_export(
    *, by: Standing, what: str, body: Body | None, whole: bool, reason: str = "", at: datetime
) -> None:
    """Ask for an export before a row is read. Whole numbers are the city centre's alone, and need a reason.

    Raises NotAllowed, ReasonMissing.
    """
    if body is not None:
        require_administers(by, body.pk, body.region_path)
    elif not by.governs(f"{by.city}/"):
        raise NotAllowed
    if whole and not by.is_centre:
        raise NotAllowed
    reason = " ".join(reason.split())
    if whole and len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    target = body or Region.objects.get(pk=by.city)
    write_line(
        by=by.actor, at=at, city=by.city, verb="export_unmasked" if whole else "export", target=target,
        reason=reason[:200], what=what,
    )  # fmt: skip
