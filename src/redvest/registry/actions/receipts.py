"""Asks the vendor of texts what became of those it took: it pushes receipts only to who has an address there, we ask."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.registry.actions.carrier import fate_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery
from redvest.registry.rules.delivery import next_asking

MOST = 200  # of one round


def ask_receipts(*, city: str, at: datetime) -> int:
    """Those sent by text that are due to be asked about; returns how many came to an end. A fault ends the round."""
    sent = Delivery.objects.filter(
        message__city=city, channel=Channel.SMS, state=DeliveryState.SENT, next_at__lte=at
    ).select_related("message__account")
    count = 0
    for delivery in sent.order_by("next_at", "id")[:MOST]:
        try:
            fate = fate_of(delivery=delivery)
        except (Unsent, Unanswered, Refused):
            break
        count += _write_down(delivery, fate or DeliveryState.SENT, at)
    return count


@transaction.atomic
def _write_down(delivery: Delivery, fate: DeliveryState, at: datetime) -> bool:
    """The end, or when to ask again; somebody who wrote it down first is not overruled."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    if fate == DeliveryState.SENT:
        mine.update(next_at=next_asking(sent_at=delivery.changed_at, at=at))
        return False
    fault = "receipt" if fate == DeliveryState.FAILED else ""
    return bool(mine.update(state=fate, fault=fault, changed_at=at))
