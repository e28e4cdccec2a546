"""Reads an account's second factors, and whether it has power over others' data."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from redvest.registry.choices import FactorKind
from redvest.registry.models import RecoveryCode, SecondFactor
from redvest.registry.queries import secret
from redvest.registry.queries.role import live_grants

CONTEXT, PURPOSE = "second-factor.secret", "recovery-code"


def factors_of(account_id: UUID) -> QuerySet[SecondFactor]:
    """The newest first."""
    return SecondFactor.objects.filter(account_id=account_id).order_by("-created_at", "-id")


def kinds_of(account_id: UUID) -> frozenset[FactorKind]:
    """The kinds that an account has; empty where nothing is set up."""
    found = SecondFactor.objects.filter(account_id=account_id).values_list("kind", flat=True).distinct()
    return frozenset(FactorKind(kind) for kind in found)


def passkeys_of(account_id: UUID) -> list[bytes]:
    """The public halves of an account's passkeys."""
    rows = factors_of(account_id).filter(kind=FactorKind.PASSKEY)
    return [bytes(row) for row in rows.values_list("credential", flat=True) if row is not None]


def codes_left(account_id: UUID) -> int:
    """Recovery codes that were not used yet."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at__isnull=True).count()


def has_power(account_id: UUID, on: date) -> bool:
    """Whether somebody holds any role on a day."""
    return live_grants(on).filter(account_id=account_id).exists()


def code_digest(account_id: UUID, plain: str) -> bytes:
    return secret.keyring().keyed_hash(f"{account_id}:{plain}", purpose=PURPOSE)
