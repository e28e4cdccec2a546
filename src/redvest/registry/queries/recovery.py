"""Reads accounts on their way to another phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.registry.choices import RecoveryState, VolunteerState
from redvest.registry.models import AccountRecovery, Merge, Station, Volunteer
from redvest.registry.queries.within import within
from redvest.registry.rules import names
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
    """The record, with a living account, of who has this ID number and this name; merged records lead to their survivor."""
    people = Volunteer.objects.select_related("account")
    record = people.filter(city=city, id_hash=id_hash).first()
    if record is not None and record.state == VolunteerState.MERGED:
        link = Merge.objects.filter(merged=record, confirmed_at__isnull=False, undone_at__isnull=True).first()
        record = people.filter(pk=link.survivor_id).first() if link else None
    if record is None or record.account is None or not record.account.is_active:
        return None
    return record if names.normalise(record.name) == names.normalise(name) else None
