"""Reads what an organisation put on the register in its life: brands, changes, annual reports, who ran it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.core.db.counts import counts_of
from redvest.registry.body_change_errors import ChangeUnknown
from redvest.registry.body_fact_errors import BrandUnknown
from redvest.registry.choices import BodyFact, JoinState, Role
from redvest.registry.models import Body, BodyChange, Brand, Grant
from redvest.registry.queries.annual_report import public_reports
from redvest.registry.queries.body import people_in
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing


def public_facts(body: Body, also: Mapping[str, QuerySet[Any]] | None = None) -> dict[str, Any]:
    """What everybody may read beside the row itself. Five queries; no person is named.

    ``also``: rows of others that are counted in the same round trip as its members.
    """
    changes = BodyChange.objects.filter(body=body, fact=BodyFact.NAME, state=JoinState.ACCEPTED)
    return {
        "brands": list(live_brands(body)),
        "former_names": list(changes.order_by("-decided_at")[:10]),
        "reports": list(public_reports(body)),
        **counts_of({"members": people_in(body.pk), **(also or {})}),
        "domains": list(body.domains.order_by("order").values_list("name", flat=True)),
    }


def live_brands(body: Body) -> QuerySet[Brand]:
    """The brands of now, the oldest first."""
    return Brand.objects.filter(body=body, ended_on__isnull=True).order_by("began_on", "id")


def heads_history(body: Body) -> QuerySet[Grant]:
    """Who ran an organisation and from when to when, the latest first: roles are never deleted, only ended."""
    rows = Grant.objects.filter(body=body, role=Role.BODY_ADMIN).select_related("account")
    return rows.order_by("-starts_on", "-id")


def ran_ever(account_id: UUID | None, body: Body) -> bool:
    """Whether this account runs the organisation or ever did, also while it only applies: who applied for it does."""
    return account_id is not None and heads_history(body).filter(account_id=account_id).exists()


def applied_by(account_id: UUID | None, body: Body) -> bool:
    """Whether this account asked for it to be registered, for itself or for somebody else: nobody decides on their own."""
    if account_id is None:
        return False
    return heads_history(body).filter(Q(account_id=account_id) | Q(given_by_id=account_id)).exists()


def runs_now(account_id: UUID | None, body: Body, on: date) -> bool:
    """Whether this account runs it on a day, whatever state it is in and whatever the account still has to sign."""
    if account_id is None:
        return False
    heads = heads_history(body).filter(account_id=account_id, revoked_at__isnull=True)
    return heads.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exists()


def brand_of(body: Body, key: UUID) -> Brand:
    """One live brand of an organisation. Raises BrandUnknown."""
    found = Brand.objects.select_related("body").filter(pk=key, body=body, ended_on__isnull=True).first()
    if found is None:
        raise BrandUnknown
    return found


def changes_of(body: Body) -> QuerySet[BodyChange]:
    """What was asked for and what became of it, the latest first."""
    rows = BodyChange.objects.filter(body=body).select_related("asked_by", "decided_by")
    return rows.order_by("-asked_at", "-id")


def changes_to_decide(by: Standing) -> QuerySet[BodyChange]:
    """What waits at the places governed, the oldest first."""
    where = within(by, "body__region_path")
    waiting = BodyChange.objects.filter(where, city=by.city, state=JoinState.OPEN)
    return waiting.select_related("body", "body__region", "asked_by").order_by("asked_at", "id")


def change_of(body: Body, key: UUID) -> BodyChange:
    """One of an organisation's. Raises ChangeUnknown."""
    found = BodyChange.objects.select_related("body").filter(pk=key, body=body).first()
    if found is None:
        raise ChangeUnknown
    return found
