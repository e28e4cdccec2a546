"""A station's screens: asked for by the keeper, paired once by a code, switched off again. Nothing else writes these tables."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from redvest.core import throttle
from redvest.core.audit import GUEST, write_line
from redvest.registry.kiosk_errors import KioskGone, PairingCodeWrong, TooManyKiosks
from redvest.registry.models import KioskDevice, KioskReceipt, Station
from redvest.registry.policy import Standing, require_keeps, require_member
from redvest.registry.queries.kiosk import code_hash, token_hash
from redvest.registry.rules import kiosk as rules

TRIES, WINDOW = 10, rules.CODE_LIFE


@dataclass(frozen=True)
class Receipt:
    """One answer to be kept."""

    nonce: str
    kind: str
    at: datetime
    outcome: str
    tail: str = ""


@transaction.atomic
def ask_for_kiosk(*, by: Standing, station: Station, name: str, at: datetime) -> tuple[KioskDevice, str]:
    """A new device and its pairing code, told only once. Raises NotAllowed, KioskNameMissing, TooManyKiosks."""
    require_keeps(by, station.pk, station.region.path)
    called = rules.checked_kiosk_name(name)
    with connection.cursor() as cursor:  # one after the other for one station, so that the limit holds
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 41))", [str(station.pk)])
    living = KioskDevice.objects.filter(station=station, revoked_at__isnull=True)
    living.filter(paired_at__isnull=True, code_expires_at__lte=at).delete()
    if living.filter(Q(paired_at__isnull=False) | Q(code_expires_at__gt=at)).count() >= rules.MOST_AT_STATION:
        raise TooManyKiosks
    code = rules.new_code()
    device = KioskDevice.objects.create(
        city=station.city,
        station=station,
        name=called,
        code_hash=code_hash(station.pk, code),
        code_expires_at=at + rules.CODE_LIFE,
        asked_by_id=require_member(by),
    )
    write_line(by=by.actor, at=at, city=station.city, verb="ask_for_kiosk", target=device)
    return device, code


def pair_kiosk(*, station: Station, code: str, at: datetime, ip: str = "") -> str:
    """The device's token for the browser where the code was typed. Of two at once one is refused.

    Must not be called inside a transaction that its failure rolls back: tries are counted. Raises PairingCodeWrong,
    TooManyTries.
    """
    throttle.hit(f"kiosk-pair:{station.pk.hex}:{ip}", limit=TRIES, window=WINDOW, at=at)
    throttle.hit(f"kiosk-pair:{station.pk.hex}", limit=5 * TRIES, window=WINDOW, at=at)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        waiting = KioskDevice.objects.filter(
            station=station, paired_at__isnull=True, revoked_at__isnull=True, code_expires_at__gt=at
        )
        device = waiting.filter(code_hash=code_hash(station.pk, code)).first()
        paired = {"token_hash": token_hash(token), "paired_at": at, "last_seen_at": at}
        if device is None or not waiting.filter(pk=device.pk).update(**paired):
            raise PairingCodeWrong
        write_line(by=GUEST, at=at, city=station.city, verb="pair_kiosk", target=device)
    return token


@transaction.atomic
def revoke_kiosk(*, by: Standing, device: KioskDevice, at: datetime) -> None:
    """Switch a device off: from now on its browser is nobody's. Raises NotAllowed, KioskGone."""
    require_keeps(by, device.station_id, device.station.region.path)
    living = KioskDevice.objects.filter(pk=device.pk, revoked_at__isnull=True)
    if not living.update(revoked_at=at, revoked_by_id=require_member(by)):
        raise KioskGone
    write_line(by=by.actor, at=at, city=device.city, verb="revoke_kiosk", target=device)


def note_seen(*, device: KioskDevice, at: datetime) -> None:
    """Remember that a kiosk is alive, to the minute; no line in the trail, nothing was done."""
    before = Q(last_seen_at__isnull=True) | Q(last_seen_at__lte=at - rules.SEEN_EVERY)
    KioskDevice.objects.filter(before, pk=device.pk).update(last_seen_at=at)


def keep_receipts(*, device: KioskDevice, receipts: Sequence[Receipt], at: datetime) -> int:
    """Keep what was answered, and let go of what is a month old; returns how many were new.

    The lines of the trail are those of what was done, written by who did it.
    """
    KioskReceipt.objects.filter(device=device, received_at__lt=at - rules.RECEIPTS_KEPT).delete()
    before = KioskReceipt.objects.filter(device=device, nonce__in=[each.nonce for each in receipts]).count()
    KioskReceipt.objects.bulk_create(
        (
            KioskReceipt(
                device=device, nonce=each.nonce, kind=each.kind, at=each.at, received_at=at,
                outcome=each.outcome, tail=each.tail,
            )
            for each in receipts
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return len(receipts) - before
