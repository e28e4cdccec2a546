"""Tells people: a notice is a row in their inbox and goes out on the channels they chose; a code is a text alone.

A demo keeps the texts that would have gone to phones for the developer inbox; otherwise no code is stored anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.conf import settings
from django.db import models, transaction

from redvest.connectors import sms
from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.core import events
from redvest.registry.choices import MessageKind
from redvest.registry.events import MessageWritten
from redvest.registry.message_errors import TextNotSent
from redvest.registry.models import Account, Message, OutgoingMessage, Volunteer
from redvest.registry.queries import secret
from redvest.registry.queries.guardian import guardian_phones, phones_to_tell
from redvest.registry.queries.reach import connected

log = structlog.get_logger("redvest.message")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is, beside its words: its kind, the row that it leads to, and how it may be sent.

    ``urgent`` ones go out at night too; after ``until`` a notice is not worth sending any more. One of ``many`` at the
    same moment goes out with the minute's round, so that a crowd of them keeps nobody waiting.
    """

    kind: MessageKind = MessageKind.OTHER
    about: models.Model | None = None
    urgent: bool = False
    until: datetime | None = None
    letter_id: UUID | None = None
    many: bool = False


PLAIN = Notice()


@transaction.atomic
def send_message(*, city: str, phone: str, text: str, at: datetime, code: str = "") -> None:
    """Hand a text to the connector once the surrounding transaction has committed, signed as from this house.

    ``phone`` is normalised; ``code`` is the digits in the text, for vendors that send by template. What is rolled
    back is never sent.
    """
    text = signed(text=text)
    if settings.REDVEST_DEMO:
        kept = secret.keep_phone(phone, context=secret.MESSAGE_PHONE)
        OutgoingMessage.objects.create(
            city=city, phone_sealed=kept.sealed, phone_tail=kept.tail, text=text, sent_at=at
        )
    transaction.on_commit(partial(_hand_over, phone=phone, text=text, code=code))


def _hand_over(*, phone: str, text: str, code: str) -> None:
    """Somebody waits for a code and is told that none comes; any other text is one more failure in the log."""
    try:
        sms.current().send(phone=phone, text=text, code=code, whole=True)
    except (Unsent, Unanswered, Refused) as fault:
        log.warning("text_not_sent", tail=phone[-4:], fault=f"{type(fault).__name__} {fault}")
        if code:
            raise TextNotSent from fault


def signed(*, text: str) -> str:
    """A text under the house's name, so that nobody takes it for a fraud; one that an organisation or station signs stays."""
    return text if text.startswith("【") else f"【{settings.REDVEST_SITE_NAME or '红马甲'}】{text}"


def centre() -> str:
    """Whom to call when something looks wrong: the service centre, with its number where the house knows it."""
    number = str(getattr(settings, "REDVEST_CENTRE_PHONE", "") or "")
    return f"志愿服务中心（{number}）" if number else "志愿服务中心"


def tell_person(*, volunteer: Volunteer, text: str, at: datetime, notice: Notice = PLAIN) -> bool:
    """A notice to somebody who can be reached; to both guardians of a child who cannot. Whether anybody was told."""
    own = volunteer.account
    if own is not None:
        write_notice(account=own, volunteer=volunteer, text=text, at=at, notice=notice)
        return True
    phones = phones_to_tell(volunteer, at)
    _tell_phones(phones, volunteer, text, at, notice)
    return bool(phones)


def tell_guardians(
    *, volunteer: Volunteer, text: str, at: datetime, but: bytes = b"", notice: Notice = PLAIN
) -> int:
    """A notice to everybody who acts for a child, but to the phone with this hash: of whoever did it just now."""
    phones = [each for each in guardian_phones(volunteer.pk) if secret.phone_hash(each) != but]
    _tell_phones(phones, volunteer, text, at, notice)
    return len(phones)


def _tell_phones(phones: list[str], volunteer: Volunteer, text: str, at: datetime, notice: Notice) -> None:
    """Each phone's account reads it in its inbox; a phone without one gets the text alone."""
    if not phones:
        return
    hashes = {secret.phone_hash(each): each for each in phones}
    found = Account.objects.filter(city=volunteer.city, phone_hash__in=hashes, is_active=True)
    accounts = {bytes(each.phone_hash): each for each in found}
    for hashed, phone in hashes.items():
        account = accounts.get(hashed)
        number = "" if account else phone
        write_notice(account=account, volunteer=volunteer, phone=number, text=text, at=at, notice=notice)


@transaction.atomic(savepoint=False)
def write_notice(
    *,
    account: Account | None,
    text: str,
    at: datetime,
    volunteer: Volunteer | None = None,
    phone: str = "",
    notice: Notice = PLAIN,
) -> Message:
    """One notice to one person: an account, or a volunteer's phone that has none. It stands or falls with its cause.

    ``phone`` is where its text goes; empty: to whatever phone the account has when it is sent. Where no vendor of
    texts is connected, the local connector says it at once; the other channels come after the commit.
    """
    city = account.city if account else volunteer.city if volunteer else settings.REDVEST_CITY
    message = Message.objects.create(
        city=city,
        account=account,
        volunteer=volunteer,
        phone_sealed=secret.keep_phone(phone, context=secret.MESSAGE_PHONE).sealed if phone else b"",
        kind=notice.kind,
        text=signed(text=text),
        about_kind=type(notice.about).__name__ if notice.about else "",
        about_id=str(notice.about.pk) if notice.about else "",
        urgent=notice.urgent or notice.kind == MessageKind.ACCOUNT,
        until=notice.until,
        letter_id=notice.letter_id,
        created_at=at,
        laid_out_at=None if connected() else at,
    )
    if sms.current().stand_in:
        number = phone or phone_of(message=message)
        send_message(city=city, phone=number, text=text, at=at)
    pressing = message.urgent or message.until is not None
    events.publish(MessageWritten(city, message.pk, at_once=not notice.many, pressing=pressing))
    return message


def phone_of(*, message: Message) -> str:
    """The number that a notice's text goes to."""
    if message.phone_sealed:
        return secret.open_sealed(message.phone_sealed, context=secret.MESSAGE_PHONE)
    assert message.account is not None
    return secret.open_sealed(message.account.phone_sealed, context=secret.ACCOUNT_PHONE)
