"""Hands one notice to the connector of its channel. Addresses are opened here to send to, and shown to nobody."""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings

from redvest.connectors import mail, push, sms, wechat
from redvest.connectors.sms import Fate
from redvest.core.clock import CHINA, day_of
from redvest.registry.actions.message import phone_of
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Delivery, MailAddress, Message, PushSubscription, WeChatBond
from redvest.registry.queries import secret

# Between laying out and sending somebody may have taken an address away, or the house a channel.
LEAD_NOWHERE = (
    MailAddress.DoesNotExist,
    WeChatBond.DoesNotExist,
    PushSubscription.DoesNotExist,
    push.BadKeys,
)
SUBJECT = 40
_ABOUT = (
    -timedelta(minutes=5),
    timedelta(0),
    timedelta(minutes=15),
)  # a round goes by the moment when it began
_FATES = {
    Fate.TAKEN: DeliveryState.SENT,
    Fate.DELIVERED: DeliveryState.DELIVERED,
    Fate.FAILED: DeliveryState.FAILED,
}


def carry(*, delivery: Delivery) -> str:
    """The vendor's number. Raises Unsent, Unanswered, Refused and what ``LEAD_NOWHERE`` lists."""
    return _CARRIERS[Channel(delivery.channel)](delivery)


def fate_of(*, delivery: Delivery) -> DeliveryState | None:
    """What the vendor of texts knows of one; None where it never got it. Raises Unsent, Unanswered, Refused.

    It files a text under the day on which it took it, by its own clock: near midnight under one or the other.
    """
    phone, since = phone_of(message=delivery.message), delivery.changed_at
    for day in sorted({day_of(since + slack) for slack in _ABOUT}):
        found = sms.current().find(phone=phone, out_id=delivery.pk.hex, on=day)
        if found is not None:
            return _FATES[found]
    return None


def inbox_address() -> str:
    """Where a notice leads: the inbox, behind the sign-in; nothing where the house has no public address."""
    return f"{settings.REDVEST_BASE_URL}/me/inbox/" if settings.REDVEST_BASE_URL else ""


def _by_sms(delivery: Delivery) -> str:
    message = delivery.message
    return sms.current().send(
        phone=phone_of(message=message), text=message.text, out_id=delivery.pk.hex,
        whole=bool(message.phone_sealed),
    )  # fmt: skip


def _by_mail(delivery: Delivery) -> str:
    message, server = delivery.message, mail.current()
    address = MailAddress.objects.get(account=message.account, proven_at__isnull=False)
    if server is None:
        raise MailAddress.DoesNotExist
    to = secret.open_sealed(address.address_sealed, context=secret.MAIL_ADDRESS)
    lead = inbox_address()
    text = f"{message.text}\n\n{lead}\n" if lead else f"{message.text}\n"
    return server.send(to=to, subject=_headline(message), text=text, out_id=delivery.pk.hex)


def _by_wechat(delivery: Delivery) -> str:
    message, account = delivery.message, wechat.current()
    bond = WeChatBond.objects.get(account=message.account)
    if account is None:
        raise WeChatBond.DoesNotExist
    sender, words = _parts(message)
    when = message.created_at.astimezone(CHINA)
    data = wechat.fields_of(
        settings.REDVEST_WECHAT_FIELDS,
        {"text": words, "sender": sender, "when": f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"},
    )
    return account.send_template(
        openid=secret.open_sealed(bond.openid_sealed, context=secret.WECHAT_OPENID), data=data,
        template=settings.REDVEST_WECHAT_TEMPLATE, url=inbox_address(), out_id=delivery.pk.hex,
    )  # fmt: skip


def _by_push(delivery: Delivery) -> str:
    message, sender = delivery.message, push.current()
    browser = PushSubscription.objects.get(pk=delivery.target, account=message.account)
    if sender is None:
        raise PushSubscription.DoesNotExist
    title, words = _parts(message)
    payload = {"title": title, "body": words[:300], "tag": delivery.pk.hex, "url": "/me/inbox/"}
    return sender.send(
        endpoint=browser.endpoint, public_key=bytes(browser.public_key), auth_secret=bytes(browser.auth_secret),
        payload=json.dumps(payload, ensure_ascii=False).encode(), topic=delivery.pk.hex, urgent=message.urgent,
    )  # fmt: skip


def _parts(message: Message) -> tuple[str, str]:
    """Who signs, and the words."""
    sender, _bracket, words = message.text.removeprefix("【").partition("】")
    return sender, words.strip()


def _headline(message: Message) -> str:
    """The beginning of a notice on one line: no word of it can break a mail's header."""
    line = " ".join(message.text.split())
    return line if len(line) <= SUBJECT else f"{line[: SUBJECT - 1]}…"


_CARRIERS = {
    Channel.SMS: _by_sms,
    Channel.EMAIL: _by_mail,
    Channel.WECHAT: _by_wechat,
    Channel.PUSH: _by_push,
}
