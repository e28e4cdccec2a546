"""Sends text messages. A demo keeps what it sent for the developer inbox; otherwise no text is stored."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from redvest.connectors import sms
from redvest.registry.models import OutgoingMessage
from redvest.registry.queries import secret


@transaction.atomic
def send_message(*, city: str, phone: str, text: str, at: datetime) -> None:
    """Hand a message to the connector once the surrounding transaction has committed.

    ``phone`` is normalised. What is rolled back is never sent.
    """
    if settings.REDVEST_DEMO:
        kept = secret.keep_phone(phone, context=secret.MESSAGE_PHONE)
        OutgoingMessage.objects.create(
            city=city, phone_sealed=kept.sealed, phone_tail=kept.tail, text=text, sent_at=at
        )
    transaction.on_commit(partial(sms.current().send, phone=phone, text=text))
