"""The minute's round: what waits and is due on each channel, and what a killed process left open.

The channels take turns, and one that is away is passed over: a vendor's trouble holds up its own notices alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID

import structlog

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.registry.actions.carrier import fate_of
from redvest.registry.actions.delivery import (
    INTERRUPTED,
    deliver,
    end_try,
    plan,
    try_again,
    would_be_a_second,
)
from redvest.registry.actions.vendor_away import away_until, note_away, vendor_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery, Message
from redvest.registry.rules.delivery import ASKED_ABOUT, LOST, still_the_same

log = structlog.get_logger("redvest.delivery")
MOST = 500  # deliveries of one round on one channel
ROUND = 20.0  # seconds of the notices that are due
SHARE = 5.0  # of laying out, and of settling what was lost, before them

_ORDER = ("-message__urgent", "next_at", "id")


def deliver_due(*, city: str, at: datetime) -> int:
    """What waits and is due, and what was lost on the way; returns how many were tried.

    Each part has its time, since the clock that calls it has other work; what is left waits for the next round.
    """
    for message_id in _within(SHARE, _to_lay_out(city, at)):
        plan(message_id=message_id, at=at)
    for delivery_id in _within(SHARE, _lost(city, at)):
        settle_lost(delivery_id=delivery_id, at=at)
    return sum(deliver(delivery_id=key, at=at) is not None for key in _within(ROUND, _due(city, at)))


def _within(seconds: float, keys: list[UUID]) -> Iterator[UUID]:
    """One after the other, until the time is over."""
    end = time.monotonic() + seconds
    for key in keys:
        if time.monotonic() > end:
            return
        yield key


def _to_lay_out(city: str, at: datetime) -> list[UUID]:
    """Notices whose channels nobody has laid out: of many at once, or of a task that was lost. Not those of yesterday."""
    rows = Message.objects.filter(
        city=city, laid_out_at__isnull=True, created_at__gt=at - timedelta(days=1), created_at__lte=at
    )
    return list(rows.order_by("-urgent", "created_at", "id").values_list("pk", flat=True)[: 4 * MOST])


def _lost(city: str, at: datetime) -> list[UUID]:
    rows = Delivery.objects.filter(
        message__city=city, state=DeliveryState.SENDING, changed_at__lte=at - LOST
    ).order_by("changed_at")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _due(city: str, at: datetime) -> list[UUID]:
    """Of each channel what is urgent, then those that wait longest; and the channels in turn."""
    rows = Delivery.objects.filter(message__city=city, state=DeliveryState.WAITING, next_at__lte=at)
    each = [
        list(rows.filter(channel=one).order_by(*_ORDER).values_list("pk", flat=True)[:MOST])
        for one in Channel
        if away_until(vendor=one, at=at) is None
    ]
    return [key for turn in zip_longest(*each) for key in turn if key is not None]


def settle_lost(*, delivery_id: UUID, at: datetime) -> DeliveryState | None:
    """What became of a try that nobody wrote the end of. The vendor knows, or takes another for the same, or nobody does."""
    rows = Delivery.objects.select_related("message__account")
    delivery = rows.filter(pk=delivery_id, state=DeliveryState.SENDING, changed_at__lte=at - LOST).first()
    if delivery is None:
        return None
    channel = Channel(delivery.channel)
    if channel == Channel.SMS:
        return _settle_text(delivery, at)
    begun = delivery.attempts.filter(number=delivery.tries).values_list("started_at", flat=True).first()
    same = still_the_same(channel, first_at=begun or delivery.changed_at, at=at)
    if same and not would_be_a_second(delivery=delivery, at=at):
        return try_again(delivery=delivery, fault=INTERRUPTED, at=at, now=True)
    return end_try(delivery=delivery, state=DeliveryState.UNKNOWN, fault=INTERRUPTED, at=at)


def _settle_text(delivery: Delivery, at: datetime) -> DeliveryState | None:
    vendor = vendor_of(delivery=delivery)
    if away_until(vendor=vendor, at=at) is not None:
        return None
    try:
        fate = fate_of(delivery=delivery)
    except (Unsent, Unanswered):
        note_away(vendor=vendor, at=at)
        return _not_known_yet(delivery, at)
    except Refused:
        return _not_known_yet(delivery, at)
    except Exception:  # an answer that nobody thought of must not stop those behind it
        log.exception("fate_not_understood", delivery=str(delivery.pk))
        return _not_known_yet(delivery, at)
    if fate is None:
        return try_again(delivery=delivery, fault=INTERRUPTED, at=at, now=True)
    return end_try(delivery=delivery, state=fate, fault="", at=at)


def _not_known_yet(delivery: Delivery, at: datetime) -> DeliveryState:
    """Asked again next time, and left as not known after a day."""
    if at - delivery.changed_at < ASKED_ABOUT:
        return DeliveryState.SENDING
    return end_try(delivery=delivery, state=DeliveryState.UNKNOWN, fault=INTERRUPTED, at=at)
