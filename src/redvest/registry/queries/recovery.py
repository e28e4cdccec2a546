"""Reads accounts on their way to another phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.registry.choices import RecoveryState
from redvest.registry.models import AccountRecovery, Station, Volunteer
from redvest.registry.queries.identity import record_of_identity
from redvest.registry.queries.within import within
from redvest.registry.rules.standing import Standing


def waiting_recovery(account_id: UUID) -> AccountRecovery | None:
    """What an account's owner may object to."""
    return AccountRecovery.objects.filter(account_id=account_id, state=RecoveryState.WAITING).first()


def due_recoveries(at: datetime) -> QuerySet[AccountRecovery]:
    """Those whose waiting is over."""
    return AccountRecovery.objects.filter(state=RecoveryState.WAITING, due_at__lte=at)


def witnessed_recoveries(by: Standing) -> QuerySet[AccountRecovery]:
    """Those witnessed at the stations that somebody keeps or governs and that wait for a second person."""
    where = Q(station__in=by.stations()) | within(by, "station__region__path")
    found = AccountRecovery.objects.filter(where, city=by.city, state=RecoveryState.WAITING)
    return found.select_related("account", "station", "station__region", "witness").order_by("asked_at", "id")


def stations_to_witness(by: Standing) -> QuerySet[Station]:
    """Where somebody may witness: the stations kept, and those of the places governed."""
    where = Q(pk__in=by.stations()) | within(by, "region__path")
    return Station.objects.filter(where, city=by.city).select_related("region").order_by("name", "id")


def holder_of(city: str, id_hash: bytes, name: str) -> Volunteer | None:
    """The record, with a living account, of who has this ID number and this name."""
    record = record_of_identity(city, id_hash, name)
    if record is None or record.account is None or not record.account.is_active:
        return None
    return record
