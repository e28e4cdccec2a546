"""Takes notices out of the house: each once on each channel that leads to the person and that they want.

A try is written down and committed before anything leaves. Where a process dies between sending and writing down what
came of it, the channel is asked (SMS) or takes a second one with the same number for the first (WeChat, push); a mail
is left as not known, and nobody gets it twice. Nothing here runs inside a transaction of its caller.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.push import BrowserGone
from redvest.core.clock import day_of
from redvest.registry.actions.arrival import look_for_early_word
from redvest.registry.actions.carrier import LEAD_NOWHERE, carry
from redvest.registry.actions.vendor_away import away_until, note_away, vendor_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery, DeliveryAttempt, Message, PushSubscription
from redvest.registry.queries.reach import quiet_hours, reach_of
from redvest.registry.rules.delivery import (
    SAME_NUMBER,
    goes_out_at,
    next_asking,
    next_try,
    still_the_same,
    wants,
)

INTERRUPTED = "interrupted"  # nobody knows whether the vendor took it
HOPELESS = timedelta(days=1)
log = structlog.get_logger("redvest.delivery")


@transaction.atomic
def plan(*, message_id: UUID, at: datetime) -> list[UUID]:
    """Lay out on which channels a notice goes; again changes nothing. Returns the ids of what there is to deliver."""
    message = Message.objects.select_related("account").filter(pk=message_id).first()
    if message is None:
        return []
    if message.laid_out_at is not None:  # a browser or a choice that came since is for what comes after
        return list(Delivery.objects.filter(message=message).values_list("pk", flat=True))
    goes = _goes_out_at(message, at)
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
    waiting = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, next_at__lte=at)
    found = waiting.select_related("message").first()
    if found is None:
        return None
    vendor = vendor_of(delivery=found)
    away = away_until(vendor=vendor, at=at)
    if away is not None and found.channel != Channel.PUSH:
        return None  # the rounds pass over the whole channel
    later = max(away or at, _goes_out_at(found.message, at))
    if later > at:
        waiting.update(next_at=later)  # behind those that can leave now
        return None
    delivery = _begin(delivery_id, at)
    if delivery is None:
        return None
    if delivery.message.until is not None and delivery.message.until <= at:
        return end_try(delivery=delivery, state=DeliveryState.DROPPED, fault="过时", at=at)
    if would_be_a_second(delivery=delivery, at=at):
        return end_try(delivery=delivery, state=DeliveryState.UNKNOWN, fault=INTERRUPTED, at=at)
    try:
        vendor_id = carry(delivery=delivery)
    except Unsent as fault:
        note_away(vendor=vendor, at=at)
        return try_again(delivery=delivery, fault=str(fault) or "unsent", at=at)
    except BrowserGone as fault:
        PushSubscription.objects.filter(pk=delivery.target).delete()
        return end_try(delivery=delivery, state=DeliveryState.FAILED, fault=fault.code, at=at)
    except Refused as fault:
        if fault.later:
            return try_again(delivery=delivery, fault=fault.code, at=at, after=fault.after)
        _forget_if_hopeless(delivery, fault.code, at)
        return end_try(delivery=delivery, state=DeliveryState.FAILED, fault=fault.code, at=at)
    except LEAD_NOWHERE:
        return end_try(delivery=delivery, state=DeliveryState.FAILED, fault="no address", at=at)
    except Unanswered as fault:
        log.warning("unanswered", delivery=str(delivery.pk), fault=str(fault))
        note_away(vendor=vendor, at=at)
        return DeliveryState.SENDING  # what became of it is asked when it counts as lost
    except Exception as fault:  # one that nobody thought of must not stop those behind it
        log.exception("delivery_failed", delivery=str(delivery.pk))
        return end_try(delivery=delivery, state=DeliveryState.FAILED, fault=type(fault).__name__, at=at)
    asked = next_asking(sent_at=at, at=at)  # of texts alone
    end_try(delivery=delivery, state=DeliveryState.SENT, fault="", at=at, vendor_id=vendor_id, next_at=asked)
    return look_for_early_word(delivery=delivery, vendor_id=vendor_id, at=at)


def would_be_a_second(*, delivery: Delivery, at: datetime) -> bool:
    """Whether an earlier try may have been taken, too long ago for the vendor to know this one as the same."""
    open_ends = delivery.attempts.filter(outcome=INTERRUPTED) | delivery.attempts.filter(
        ended_at__isnull=True, number__lt=delivery.tries
    )
    first = open_ends.order_by("number").values_list("started_at", flat=True).first()
    return (
        delivery.channel in SAME_NUMBER
        and first is not None
        and not still_the_same(delivery.channel, first_at=first, at=at)
    )


def _forget_if_hopeless(delivery: Delivery, code: str, at: datetime) -> None:
    """A browser that is refused for a day, three times in a row, is bound to a key that is no more: it has to ask anew."""
    if delivery.channel != Channel.PUSH:
        return
    theirs = Delivery.objects.filter(message__account=delivery.message.account_id, channel=Channel.PUSH)
    others = theirs.filter(target=delivery.target).exclude(pk=delivery.pk)
    ended = others.exclude(state__in=(DeliveryState.WAITING, DeliveryState.SENDING)).order_by("-changed_at")
    last = list(ended.values_list("state", "fault", "changed_at")[:2])
    refused = [when for state, fault, when in last if (state, fault) == (DeliveryState.FAILED, code)]
    if len(refused) == 2 and refused[-1] <= at - HOPELESS:
        PushSubscription.objects.filter(pk=delivery.target).delete()


def _goes_out_at(message: Message, at: datetime) -> datetime:
    start, end = quiet_hours(message.city, day_of(at))
    return goes_out_at(at, quiet_from=start, quiet_until=end, urgent=message.urgent)


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
def end_try(
    *, delivery: Delivery, state: DeliveryState, fault: str, at: datetime, vendor_id: str = "",
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


def try_again(
    *, delivery: Delivery, fault: str, at: datetime, now: bool = False, after: timedelta = timedelta()
) -> DeliveryState:
    """Later, each time later and not before ``after`` is over, until it is given up."""
    following = next_try(delivery.tries, at)
    if following is None:
        return end_try(delivery=delivery, state=DeliveryState.FAILED, fault=fault, at=at)
    following = at if now else max(following, at + after)
    return end_try(delivery=delivery, state=DeliveryState.WAITING, fault=fault, at=at, next_at=following)
