"""Sends text messages. A demo keeps what it sent for the developer inbox; otherwise no text is stored."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from redvest.connectors import sms
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import guardian_phones, phones_to_tell


@transaction.atomic
def send_message(*, city: str, phone: str, text: str, at: datetime) -> None:
    """Hand a message to the connector once the surrounding transaction has committed, signed as from this house.

    ``phone`` is normalised. What is rolled back is never sent.
    """
    text = signed(text=text)
    if settings.REDVEST_DEMO:
        kept = secret.keep_phone(phone, context=secret.MESSAGE_PHONE)
        OutgoingMessage.objects.create(
            city=city, phone_sealed=kept.sealed, phone_tail=kept.tail, text=text, sent_at=at
        )
    transaction.on_commit(partial(sms.current().send, phone=phone, text=text))


def signed(*, text: str) -> str:
    """A text under the house's name, so that nobody takes it for a fraud; one that an organisation or station signs stays."""
    return text if text.startswith("【") else f"【{settings.REDVEST_SITE_NAME or '红马甲'}】{text}"


def centre() -> str:
    """Whom to call when something looks wrong: the service centre, with its number where the house knows it."""
    number = str(getattr(settings, "REDVEST_CENTRE_PHONE", "") or "")
    return f"志愿服务中心（{number}）" if number else "志愿服务中心"


def tell_person(*, volunteer: Volunteer, text: str, at: datetime) -> bool:
    """A text to somebody who left a phone; to both guardians of a child without one. Whether anybody was told."""
    phones = phones_to_tell(volunteer, at)
    for phone in phones:
        send_message(city=volunteer.city, phone=phone, text=text, at=at)
    return bool(phones)


def tell_guardians(*, volunteer: Volunteer, text: str, at: datetime, but: bytes = b"") -> None:
    """A text to everybody who acts for a child, but to the phone with this hash: of whoever did it just now."""
    for phone in guardian_phones(volunteer.pk):
        if secret.phone_hash(phone) != but:
            send_message(city=volunteer.city, phone=phone, text=text, at=at)
