"""Reads who somebody is on a day: account, volunteer record and live grants, in one query.

Every page begins with it, so it is written out once and prepared: building it anew cost more than many a page.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from redvest.core.db.prepared import Row, Written, written_out
from redvest.registry.choices import BodyState, RecoveryState, Role
from redvest.registry.models import Account, AccountRecovery, Grant
from redvest.registry.queries.merge import merged_into
from redvest.registry.queries.pledge import pledge_owed
from redvest.registry.rules.standing import GrantAt, Standing

# Stand-ins for what changes from request to request, recognised again among the parameters.
_KEY, _ON = UUID(int=0), date(1999, 12, 31)
QUOTAS = {Role.BODY_ADMIN: "grants.body_admins", Role.ACTIVITY_LEADER: "grants.activity_leaders"}


def live_grants(on: date) -> QuerySet[Grant]:
    """The grants in force on a day. A role in an organisation counts only while that is active."""
    return Grant.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        Q(body__isnull=True) | Q(body__state=BodyState.ACTIVE),
        starts_on__lte=on,
        revoked_at__isnull=True,
    )


def standing_of(account: Account, on: date) -> Standing:
    """Who this account is on a day. One query; an account switched off since stands nowhere."""
    rows = _written_out().fetch({_KEY: account.pk, _ON: on})
    if not rows:
        return Standing(None, None, account.city, "")
    return read_fetched(rows[0])


@cache
def _written_out() -> Written:
    return written_out(standing_rows(Account.objects.filter(pk=_KEY), _ON)[:1], (_KEY, _ON))


def standing_rows(accounts: QuerySet[Account], on: date) -> QuerySet[Account, Any]:
    """Accounts with all that ``read_standing`` needs, for callers that find the account in the same query."""
    place = JSONObject(
        role="role",
        region_path="region__path",
        body_id="body_id",
        body_path="body__region_path",
        station_id="station_id",
        station_path="station__region__path",
    )
    grants = live_grants(on).filter(account=OuterRef("pk")).order_by("id").values(place=place)
    merged = merged_into(OuterRef("volunteer__id")).order_by("id").values("merged_id")
    recovery = AccountRecovery.objects.filter(account=OuterRef("pk"), state=RecoveryState.WAITING)
    return (
        accounts.filter(is_active=True)
        .annotate(
            record=F("volunteer__id"), places=ArraySubquery(grants), owed=pledge_owed(on),
            merged=ArraySubquery(merged), recovering=Exists(recovery),
        )
        .values("id", "city", "name", "record", "places", "owed", "merged", "recovering")
    )  # fmt: skip


def read_fetched(row: Row) -> Standing:
    """The standing in a row of the same query written out, where places are JSON that nobody has read yet."""
    account_id, city, name, record, places, owed, merged, recovering = row
    found = {"id": account_id, "city": city, "name": name, "record": record, "owed": owed, "merged": merged}
    found["recovering"] = recovering
    return read_standing(found | {"places": [_parsed(place) for place in places]})


def _parsed(place: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(place) if isinstance(place, str) else place
    return found


def read_standing(row: dict[str, Any]) -> Standing:
    """The standing in one of these rows. Who owes a signature holds nothing yet: the roles wait for it."""
    grants = tuple(_grant_at(place) for place in row["places"])
    rest = row["owed"] is not None
    return Standing(
        account_id=row["id"],
        volunteer_id=row["record"],
        city=row["city"],
        name=row["name"],
        grants=() if rest else grants,
        waiting=grants if rest else (),
        merged=tuple(row["merged"]),
        recovering=bool(row["recovering"]),
    )


def _grant_at(place: dict[str, Any]) -> GrantAt:
    body_id, station_id = place["body_id"], place["station_id"]
    return GrantAt(
        role=Role(place["role"]),
        region_path=place["region_path"],
        body_id=UUID(body_id) if body_id else None,
        body_path=place["body_path"],
        station_id=UUID(station_id) if station_id else None,
        station_path=place["station_path"],
    )


def heads_of(body_id: UUID, on: date) -> QuerySet[Account]:
    """Who runs an organisation on a day."""
    grants = live_grants(on).filter(body_id=body_id, role=Role.BODY_ADMIN)
    return Account.objects.filter(is_active=True, grants__in=grants).distinct().order_by("id")


def nearest_officers(path: str, on: date) -> list[Account]:
    """The officers of a place, or of the nearest one above it that has any; the city's centre at last."""
    codes = path.strip("/").split("/")
    governing = (Role.REGION_OFFICER, Role.CENTRE)
    grants = live_grants(on).filter(region__code__in=codes, role__in=governing, account__is_active=True)
    rows = list(grants.select_related("account", "region").order_by("account_id"))
    longest = max((len(row.region.path) for row in rows if row.region), default=0)
    nearest = {row.account_id: row.account for row in rows if row.region and len(row.region.path) == longest}
    return list(nearest.values())
