"""Reading one's notices. Nobody else can: every change goes by the account that they were written to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.registry.message_errors import MessageNotFound
from redvest.registry.models import Message
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.message import inbox_of, unread_of


@transaction.atomic
def read_message(*, by: Standing, message_id: UUID, at: datetime) -> Message:
    """Mark one's own notice as read; the first time counts. Raises Unauthenticated, MessageNotFound."""
    account_id = require_member(by)
    unread_of(account_id).filter(pk=message_id).update(read_at=at)
    found = inbox_of(account_id).filter(pk=message_id).first()
    if found is None:
        raise MessageNotFound
    return found


@transaction.atomic
def read_all(*, by: Standing, at: datetime) -> int:
    """Mark all of one's notices as read; returns how many were not. What comes in meanwhile stays unread."""
    return unread_of(require_member(by)).filter(created_at__lte=at).update(read_at=at)
