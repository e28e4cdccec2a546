"""Takes notices out of the house: each once on each channel that leads to the person and that they want.

A try is written down and committed before anything leaves. Where a process dies between sending and writing down what
came of it, the channel is asked (SMS) or takes a second one with the same number for the first (WeChat, push); a mail
is left as not known, and nobody gets it twice. Nothing here runs inside a transaction of its caller.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.push import BrowserGone
from redvest.core.clock import day_of
from redvest.core.models import ThrottleCount
from redvest.core.throttle import first_time
from redvest.registry.actions.carrier import LEAD_NOWHERE, carry, fate_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery, DeliveryAttempt, Message, PushSubscription
from redvest.registry.queries.reach import quiet_hours, reach_of
from redvest.registry.rules.delivery import LOST, SAME_NUMBER, goes_out_at, next_asking, next_try, wants

log = structlog.get_logger("redvest.delivery")
MOST = 500  # deliveries of one round
ROUND = 20.0  # seconds
AWAY = timedelta(seconds=45)  # less than the minute between two rounds


@transaction.atomic
def plan(*, message_id: UUID, at: datetime) -> list[UUID]:
    """Lay out on which channels a notice goes; again changes nothing. Returns the ids of what there is to deliver."""
    message = Message.objects.select_related("account").filter(pk=message_id).first()
    if message is None:
        return []
    start, end = quiet_hours(message.city, day_of(at))
    goes = goes_out_at(at, quiet_from=start, quiet_until=end, urgent=message.urgent)
    reach = reach_of(message.account)
    rows = [
        Delivery(
            message=message, channel=channel, target=target, state=DeliveryState.WAITING, next_at=goes,
            changed_at=at,
        )
        for channel, targets in reach.targets.items()
        if wants(reach.chosen, message.kind, channel)
        for target in targets
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    Message.objects.filter(pk=message_id, laid_out_at__isnull=True).update(laid_out_at=at)
    return list(Delivery.objects.filter(message=message).values_list("pk", flat=True))


def deliver(*, delivery_id: UUID, at: datetime) -> DeliveryState | None:
    """One try, if it is due and nobody else is at it; the state that it has now, None where there was nothing to do."""
    channel = Delivery.objects.filter(pk=delivery_id).values_list("channel", flat=True).first()
    if channel is None or _is_away(channel, at):
        return None
    delivery = _begin(delivery_id, at)
    if delivery is None:
        return None
    if delivery.message.until is not None and delivery.message.until <= at:
        return _end(delivery, DeliveryState.DROPPED, "过时", at)
    try:
        vendor_id = carry(delivery=delivery)
    except Unsent as fault:
        _note_away(channel, at)
        return _again(delivery, str(fault) or "unsent", at)
    except BrowserGone as fault:
        PushSubscription.objects.filter(pk=delivery.target).delete()
        return _end(delivery, DeliveryState.FAILED, fault.code, at)
    except Refused as fault:
        if fault.later:
            return _again(delivery, fault.code, at)
        return _end(delivery, DeliveryState.FAILED, fault.code, at)
    except LEAD_NOWHERE:
        return _end(delivery, DeliveryState.FAILED, "no address", at)
    except Unanswered as fault:
        log.warning("unanswered", delivery=str(delivery.pk), fault=str(fault))
        _note_away(channel, at)
        return DeliveryState.SENDING  # what became of it is asked when it counts as lost
    asked = next_asking(sent_at=at, at=at)  # of texts alone
    return _end(delivery, DeliveryState.SENT, "", at, vendor_id=vendor_id, next_at=asked)


def deliver_due(*, city: str, at: datetime) -> int:
    """What waits and is due, and what was lost on the way; returns how many were tried.

    A round takes no longer than ``ROUND``, since the clock that calls it has other work.
    """
    began = time.monotonic()
    for key in _to_lay_out(city, at):
        plan(message_id=key, at=at)
    lost = Delivery.objects.filter(
        message__city=city, state=DeliveryState.SENDING, changed_at__lte=at - LOST
    ).order_by("changed_at")
    for key in list(lost.values_list("pk", flat=True)[:MOST]):
        if time.monotonic() - began <= ROUND:
            settle_lost(delivery_id=key, at=at)
    due = Delivery.objects.filter(message__city=city, state=DeliveryState.WAITING, next_at__lte=at)
    keys = list(due.order_by("next_at", "id").values_list("pk", flat=True)[:MOST])
    count = 0
    for key in keys:
        if time.monotonic() - began > ROUND:
            break
        count += deliver(delivery_id=key, at=at) is not None
    return count


def _to_lay_out(city: str, at: datetime) -> list[UUID]:
    """Notices whose channels nobody has laid out: of many at once, or of a task that was lost. Not those of yesterday."""
    rows = Message.objects.filter(
        city=city, laid_out_at__isnull=True, created_at__gt=at - timedelta(days=1), created_at__lte=at
    )
    return list(rows.order_by("created_at", "id").values_list("pk", flat=True)[: 4 * MOST])


def _note_away(channel: str, at: datetime) -> None:
    """Nobody waits for a vendor that is away again and again: for a minute its notices wait instead."""
    first_time(f"channel-away:{channel}", lasting=AWAY, at=at)


def _is_away(channel: str, at: datetime) -> bool:
    return ThrottleCount.objects.filter(key=f"channel-away:{channel}", window_ends_at__gt=at).exists()


def settle_lost(*, delivery_id: UUID, at: datetime) -> DeliveryState | None:
    """What became of a try that nobody wrote the end of. The vendor knows, or takes another for the same, or nobody does."""
    rows = Delivery.objects.select_related("message__account")
    delivery = rows.filter(pk=delivery_id, state=DeliveryState.SENDING, changed_at__lte=at - LOST).first()
    if delivery is None:
        return None
    channel = Channel(delivery.channel)
    if channel == Channel.SMS:
        try:
            fate = fate_of(delivery=delivery)
        except (Unsent, Unanswered, Refused):
            return DeliveryState.SENDING  # asked again next time
        if fate is None:
            return _again(delivery, "interrupted", at, now=True)
        return _end(delivery, fate, "", at)
    if at - delivery.changed_at <= SAME_NUMBER.get(channel, LOST / 2):
        return _again(delivery, "interrupted", at, now=True)
    return _end(delivery, DeliveryState.UNKNOWN, "interrupted", at)


@transaction.atomic
def note_arrival(*, channel: Channel, vendor_id: str, fault: str, at: datetime) -> int:
    """The vendor says that one arrived, or did not; returns how many rows that changed: one, or none the second time."""
    rows = Delivery.objects.filter(channel=channel, vendor_id=vendor_id, state=DeliveryState.SENT)
    state = DeliveryState.FAILED if fault else DeliveryState.DELIVERED
    return rows.update(state=state, fault=fault[:80], changed_at=at)


@transaction.atomic
def _begin(delivery_id: UUID, at: datetime) -> Delivery | None:
    """Claim one that is due, with its try written down: both stand before anything leaves."""
    due = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, next_at__lte=at)
    if not due.update(state=DeliveryState.SENDING, tries=F("tries") + 1, changed_at=at):
        return None
    delivery = Delivery.objects.select_related("message__account").get(pk=delivery_id)
    DeliveryAttempt.objects.create(delivery=delivery, number=delivery.tries, started_at=at)
    return delivery


@transaction.atomic
def _end(
    delivery: Delivery, state: DeliveryState, fault: str, at: datetime, *, vendor_id: str = "",
    next_at: datetime | None = None,
) -> DeliveryState:  # fmt: skip
    """Write down what came of the try, unless somebody has done so meanwhile."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, tries=delivery.tries)
    mine.update(
        state=state,
        fault=fault[:80],
        vendor_id=vendor_id[:64],
        changed_at=at,
        next_at=next_at or delivery.next_at,
    )
    tries = DeliveryAttempt.objects.filter(delivery=delivery, number=delivery.tries, ended_at__isnull=True)
    tries.update(ended_at=at, outcome=(fault or state.value)[:80])
    return state


def _again(delivery: Delivery, fault: str, at: datetime, *, now: bool = False) -> DeliveryState:
    """Later, each time later, until it is given up."""
    following = next_try(delivery.tries, at)
    if following is None:
        return _end(delivery, DeliveryState.FAILED, fault, at)
    return _end(delivery, DeliveryState.WAITING, fault, at, next_at=at if now else following)
