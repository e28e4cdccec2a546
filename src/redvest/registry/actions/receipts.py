"""Asks the vendor of texts what became of those it took: it pushes receipts only to who has an address there, we ask."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.registry.actions.carrier import fate_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery
from redvest.registry.rules.delivery import next_asking

log = structlog.get_logger("redvest.delivery")
MOST, ROUND = 200, 20.0  # of one round, and its seconds: the clock has other work
REFUSED = timedelta(hours=1)


def ask_receipts(*, city: str, at: datetime) -> int:
    """Those sent by text that are due to be asked about; returns how many came to an end.

    A vendor that is away ends the round; one text about which it says nothing waits, and the next is asked about.
    """
    sent = Delivery.objects.filter(
        message__city=city, channel=Channel.SMS, state=DeliveryState.SENT, next_at__lte=at
    ).select_related("message__account")
    count, end = 0, time.monotonic() + ROUND
    for delivery in sent.order_by("next_at", "id")[:MOST]:
        if time.monotonic() > end:
            break
        try:
            fate = fate_of(delivery=delivery)
        except (Unsent, Unanswered):
            break
        except Refused as fault:
            if fault.later:
                break
            log.warning("receipt_refused", delivery=str(delivery.pk), code=fault.code)
            _ask_later(delivery, at)
            continue
        count += _write_down(delivery, fate or DeliveryState.SENT, at)
    return count


def _ask_later(delivery: Delivery, at: datetime) -> None:
    """Behind the others; and no more than for as long as any other."""
    following = max(at + REFUSED, next_asking(sent_at=delivery.changed_at, at=at))
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT).update(next_at=following)


@transaction.atomic
def _write_down(delivery: Delivery, fate: DeliveryState, at: datetime) -> bool:
    """The end, or when to ask again; somebody who wrote it down first is not overruled."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    if fate == DeliveryState.SENT:
        mine.update(next_at=next_asking(sent_at=delivery.changed_at, at=at))
        return False
    fault = "receipt" if fate == DeliveryState.FAILED else ""
    return bool(mine.update(state=fate, fault=fault, changed_at=at))
