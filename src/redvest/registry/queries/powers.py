"""Who may do what at a place, and by which grant: the table of powers over the grants that reach there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant
from redvest.registry.queries.role import live_grants
from redvest.registry.rules.powers import POWERS, Power, Where, gives
from redvest.registry.rules.standing import GrantAt

MOST = 400  # grants that one page explains; a city's three levels above a place have far fewer


@dataclass(frozen=True, slots=True)
class Held:
    """A power and the grants by which somebody has it here."""

    power: Power
    grants: Sequence[Grant]


def held_at(where: Where, city: str, on: date) -> list[Held]:
    """Every power that has a meaning here, with whoever holds it on a day. One query."""
    here = Q(region__code__in=where.path.strip("/").split("/"))
    if where.body_id is not None:
        here |= Q(body_id=where.body_id)
    if where.station_id is not None:
        here |= Q(station_id=where.station_id)
    rows = live_grants(on).filter(here, account__city=city, account__is_active=True)
    found = list(
        rows.select_related("account", "given_by", "region", "body", "station__region").order_by("id")[:MOST]
    )
    return [
        Held(power, [grant for grant in found if gives(power, grant_at(grant), where)])
        for power in POWERS
        if power.at in where.kinds
    ]


def grants_of(account: Account) -> list[Grant]:
    """Everything that was ever given to somebody, the newest first."""
    rows = Grant.objects.filter(account=account).order_by("-starts_on", "-id")
    return list(rows.select_related("given_by", "revoked_by", "region", "body", "station__region")[:MOST])


def grant_at(grant: Grant) -> GrantAt:
    """A grant as the rules see it."""
    return GrantAt(
        role=Role(grant.role),
        region_path=grant.region.path if grant.region else None,
        body_id=grant.body_id,
        body_path=grant.body.region_path if grant.body else None,
        station_id=grant.station_id,
        station_path=grant.station.region.path if grant.station else None,
    )
