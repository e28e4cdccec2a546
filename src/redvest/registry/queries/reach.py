"""Reads over which channels a person can be reached, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from redvest.connectors import mail, push, sms, wechat
from redvest.registry.choices import Channel
from redvest.registry.models import Account, ChannelChoice, MailAddress, PushSubscription, WeChatBond
from redvest.registry.queries.setting import rule


@dataclass(frozen=True, slots=True)
class Reach:
    """The channels that lead to a person now, each with its addresses: a phone, a browser, …"""

    targets: dict[Channel, list[str]]
    chosen: dict[tuple[str, str], bool]


def connected() -> list[Channel]:
    """The channels that this installation has a vendor or server for; a local default is none."""
    found = {
        Channel.SMS: not sms.current().stand_in,
        Channel.WECHAT: wechat.current() is not None and bool(settings.REDVEST_WECHAT_TEMPLATE),
        Channel.EMAIL: mail.current() is not None,
        Channel.PUSH: push.current() is not None,
    }
    return [channel for channel, there in found.items() if there]


def reach_of(account: Account | None) -> Reach:
    """Of somebody without an account the phone alone."""
    there = connected()
    targets: dict[Channel, list[str]] = {Channel.SMS: [""]} if Channel.SMS in there else {}
    if account is None:
        return Reach(targets, {})
    if not account.is_active:
        return Reach({}, {})
    if Channel.WECHAT in there and WeChatBond.objects.filter(account=account).exists():
        targets[Channel.WECHAT] = [""]
    if (
        Channel.EMAIL in there
        and MailAddress.objects.filter(account=account, proven_at__isnull=False).exists()
    ):
        targets[Channel.EMAIL] = [""]
    if Channel.PUSH in there:
        browsers = PushSubscription.objects.filter(account=account).values_list("pk", flat=True)
        targets[Channel.PUSH] = [str(each) for each in browsers]
    return Reach(targets, choices_of(account.pk))


def quiet_hours(city: str, on: date) -> tuple[int, int]:
    """From which hour until which nobody is rung; the same twice where there are none."""
    path = f"{city}/"
    return int(rule("message.quiet_from", path, on)), int(rule("message.quiet_until", path, on))


def choices_of(account_id: UUID) -> dict[tuple[str, str], bool]:
    """What somebody chose, by kind and channel."""
    rows = ChannelChoice.objects.filter(account_id=account_id).values_list("kind", "channel", "wanted")
    return {(kind, channel): wanted for kind, channel, wanted in rows}
