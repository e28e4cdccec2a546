"""Reads the inbox: one's own notices, how many are unread, and how those of a letter fared."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.registry.models import Account, Message


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


def messages_of_letters(letters: Collection[UUID]) -> QuerySet[Message]:
    """The copies of some letters with what became of them; never their readers' other messages."""
    found = Message.objects.filter(letter_id__in=letters).order_by("letter_id", "id")
    return found.select_related("volunteer").prefetch_related("deliveries")
