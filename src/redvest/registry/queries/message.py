"""Reads the inbox: one's own notices, how many are unread, and how those of a letter fared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Account, Delivery, Message


def inbox_of(account_id: UUID) -> QuerySet[Message]:
    """Everything that this account was told, the newest first."""
    return Message.objects.filter(account_id=account_id).order_by("-created_at", "-id")


def unread_of(account_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(account_id=account_id, read_at__isnull=True)


def account_with_unread(account_id: UUID) -> Account | None:
    """The account of a session with its count of unread notices: one query, so that the frame asks none."""
    unread = (
        Message.objects.filter(account=OuterRef("pk"), read_at__isnull=True)
        .order_by()
        .values("account")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Account.objects.annotate(unread=Coalesce(Subquery(unread), 0)).filter(pk=account_id).first()


def copies_of_letter(letter_id: UUID) -> QuerySet[Message]:
    """The copies of a letter with what became of them; never their readers' other messages."""
    found = Message.objects.filter(letter_id=letter_id)
    return found.select_related("volunteer").prefetch_related("deliveries")


def unreached(copies: QuerySet[Message]) -> QuerySet[Message]:
    """Those that reached nobody: unread, and every channel that was tried failed."""
    tried = Delivery.objects.filter(message=OuterRef("pk"))
    still = tried.exclude(state__in=(DeliveryState.FAILED, DeliveryState.DROPPED))
    return copies.filter(Exists(tried), ~Exists(still), read_at__isnull=True)


def counts_of_letters(letters: Collection[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """How many copies each letter has, how many are read, and how many reached nobody. One query."""
    lost = unreached(Message.objects.filter(letter_id__in=letters)).values("pk")
    rows = Message.objects.filter(letter_id__in=letters).values("letter_id").order_by("letter_id")
    counted = rows.annotate(
        told=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)), failed=Count("pk", filter=Q(pk__in=lost))
    )  # fmt: skip
    numbers = counted.values_list("letter_id", "told", "read", "failed")
    return {key: (told, read, failed) for key, told, read, failed in numbers if key is not None}


@dataclass(frozen=True)
class ChannelFate:
    """What became of the notices of one channel: ``sent`` counts what the vendor took, ``failed`` what it did not."""

    channel: Channel
    sent: int
    failed: int
    open: int


def fates_of_channels(since: datetime) -> list[ChannelFate]:
    """Of everything that moved since then, by channel. One query."""
    sent, lost = (DeliveryState.SENT, DeliveryState.DELIVERED), (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    rows = Delivery.objects.filter(changed_at__gte=since).order_by("channel").values("channel")
    counted = rows.annotate(
        sent=Count("pk", filter=Q(state__in=sent)), failed=Count("pk", filter=Q(state__in=lost)),
        open=Count("pk", filter=Q(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))),
    )  # fmt: skip
    return [ChannelFate(Channel(row["channel"]), row["sent"], row["failed"], row["open"]) for row in counted]
