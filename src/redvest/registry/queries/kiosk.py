"""Reads about kiosks: which one a token belongs to, which a station has, what was answered to one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from redvest.registry.kiosk_errors import KioskUnknown
from redvest.registry.models import KioskDevice, KioskReceipt, Station
from redvest.registry.queries.secret import keyring
from redvest.registry.queries.within import within
from redvest.registry.rules.kiosk import plain_code
from redvest.registry.rules.standing import Standing

TAKEN = ("accepted", "repeated", "not-checked-in")  # written down; a way out may wait for its way in


def stations_in_charge(by: Standing) -> QuerySet[Station]:
    """The stations that somebody keeps, or that stand in the places they govern."""
    where = Q(pk__in=by.stations()) | within(by, "region__path")
    return Station.objects.filter(where, city=by.city).select_related("region")


def with_kiosks(stations: QuerySet[Station]) -> QuerySet[Station]:
    """These stations with how many screens live there (``screens``) and when one was last online (``seen_at``)."""
    living = Q(kiosks__paired_at__isnull=False, kiosks__revoked_at__isnull=True)
    return stations.annotate(
        screens=Count("kiosks", filter=living), seen_at=Max("kiosks__last_seen_at", filter=living)
    )


def kiosk_for(by: Standing, key: UUID) -> KioskDevice:
    """A screen of one of these stations. Raises KioskUnknown."""
    found = KioskDevice.objects.select_related("station__region").filter(
        station__in=stations_in_charge(by).values("pk")
    )
    device = found.filter(pk=key).first()
    if device is None:
        raise KioskUnknown
    return device


def token_hash(token: str) -> bytes:
    """What is stored of a device's token: it has 256 random bits of its own, so a plain hash keeps it safe."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def code_hash(station: UUID, code: str) -> bytes:
    """What is stored of a pairing code: short, so its hash is keyed."""
    return keyring().keyed_hash(f"{station.hex}:{plain_code(code)}", purpose="kiosk-pairing")


def device_by_token(station: UUID, token: str) -> KioskDevice | None:
    """The living device behind a token, at this station and no other."""
    if not token:
        return None
    living = KioskDevice.objects.filter(station_id=station, revoked_at__isnull=True, asked_by__is_active=True)
    return living.select_related("asked_by").filter(token_hash=token_hash(token)).first()


def devices_of(stations: Collection[UUID], at: datetime) -> QuerySet[KioskDevice]:
    """These stations' kiosks with what they sent and what of it was refused; codes that ran out unused are left out."""
    refused = Q(receipts__isnull=False) & ~Q(receipts__outcome__in=TAKEN)
    return (
        KioskDevice.objects.filter(station__in=stations)
        .filter(Q(paired_at__isnull=False) | Q(code_expires_at__gt=at))
        .select_related("asked_by")
        .annotate(sent=Count("receipts"), refused=Count("receipts", filter=refused))
        .order_by("revoked_at", "-paired_at", "-id")
    )


def refused_of(stations: Collection[UUID]) -> QuerySet[KioskReceipt]:
    """What these stations' kiosks sent and the house did not take in, the latest first."""
    rows = KioskReceipt.objects.filter(device__station__in=stations).exclude(outcome__in=TAKEN)
    return rows.select_related("device__station").order_by("-received_at", "-id")


def answered(device: KioskDevice, nonces: Collection[str]) -> dict[str, str]:
    """The outcome of each of these nonces that this device sent before."""
    rows = KioskReceipt.objects.filter(device=device, nonce__in=list(nonces))
    return dict(rows.values_list("nonce", "outcome"))
