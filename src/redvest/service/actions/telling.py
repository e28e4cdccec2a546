"""Who has to hear of an organisation's hours. Called inside the transaction of what they are told about."""

from __future__ import annotations

from datetime import date

from redvest.registry.actions.telling import tell_accounts
from redvest.registry.models import Account, Body
from redvest.registry.queries.role import heads_of, nearest_officers

__all__ = ["in_charge_of", "tell_accounts"]


def in_charge_of(*, body: Body, on: date) -> list[Account]:
    """Who answers for a body's records: its heads; the officers of its place where it has none."""
    return list(heads_of(body.pk, on)) or nearest_officers(body.region_path, on)
