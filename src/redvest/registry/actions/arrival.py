"""What a vendor calls back about a notice that it took: it arrived, or it did not.

A fast vendor says so before the process that sent it has written down the vendor's number. Such a word is kept for a
while, and whoever writes the number down looks for it. Nothing here runs inside a transaction of its caller: the word
stands before the row is looked for, so that of the two one finds the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from redvest.core.models import ThrottleCount
from redvest.core.throttle import first_time
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery

EARLY = timedelta(minutes=10)


def note_arrival(*, channel: Channel, vendor_id: str, fault: str, at: datetime) -> int:
    """Write down what the vendor says; returns how many rows that changed: one, or none the second time."""
    key = f"{_key(channel, vendor_id)}{fault[:40]}"
    first_time(key, lasting=EARLY, at=at)
    rows = Delivery.objects.filter(channel=channel, vendor_id=vendor_id)
    changed = _write(rows, fault, at)
    if changed or rows.exists():
        ThrottleCount.objects.filter(key=key).delete()
    return changed


def look_for_early_word(*, delivery: Delivery, vendor_id: str, at: datetime) -> DeliveryState:
    """The state of one just sent: what the vendor has said of it meanwhile, or that it was sent."""
    start = _key(Channel(delivery.channel), vendor_id)
    kept = ThrottleCount.objects.filter(key__startswith=start, window_ends_at__gt=at)
    found = kept.values_list("key", flat=True).first() if vendor_id else None
    if found is None:
        return DeliveryState.SENT
    fault = found.removeprefix(start)
    _write(Delivery.objects.filter(pk=delivery.pk), fault, at)
    kept.delete()
    return DeliveryState.FAILED if fault else DeliveryState.DELIVERED


def _key(channel: Channel, vendor_id: str) -> str:
    return f"arrived:{channel.value}:{vendor_id[:64]}:"


def _write(rows: QuerySet[Delivery], fault: str, at: datetime) -> int:
    state = DeliveryState.FAILED if fault else DeliveryState.DELIVERED
    return rows.filter(state=DeliveryState.SENT).update(state=state, fault=fault[:80], changed_at=at)
