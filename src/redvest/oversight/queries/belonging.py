"""Whether somebody has anything to do with an organisation: with a role in it, even one that rests, or as its member."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from redvest.registry.models import Membership
from redvest.registry.rules.standing import Standing


def belongs_to(by: Standing, bodies: Collection[UUID]) -> bool:
    """Also by another record of the same person. At most one query."""
    roles = {grant.body_id for grant in (*by.grants, *by.waiting)}
    if not roles.isdisjoint(bodies):
        return True
    if not by.records or not bodies:
        return False
    live = Membership.objects.filter(volunteer_id__in=by.records, left_on__isnull=True)
    return live.filter(body_id__in=bodies).exists()
