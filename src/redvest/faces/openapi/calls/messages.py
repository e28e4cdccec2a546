"""One's own notices: reading them, and saying that they were read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.message import InboxQuery, Messages, MessageShape, ReadCount
from redvest.faces.shared.about import sender_and_words
from redvest.registry.actions import inbox as actions
from redvest.registry.models import Message
from redvest.registry.policy import require_member
from redvest.registry.queries.message import inbox_of, unread_of

calls = Calls("消息")


@calls.get("/me/messages", members, "我的消息", Messages)
def my_messages(request: Asking, query: Query[InboxQuery]) -> HttpResponse:
    """The newest first."""
    account_id = require_member(request.standing)
    rows = unread_of(account_id) if query.unread else inbox_of(account_id)
    page = page_of(rows, keys=("-created_at", "-id"), after=query.after, size=query.limit)
    items = [_shape(each) for each in page.items]
    return answer(Messages(unread=unread_of(account_id).count(), items=items, next=page.next))


@calls.post("/me/messages/read", members, "全部标成看过", ReadCount)
@once
def read_messages(request: Asking) -> HttpResponse:
    """What comes in meanwhile stays unread."""
    return answer(ReadCount(read=actions.read_all(by=request.standing, at=clock.now())))


@calls.post("/me/messages/{uuid:message_id}/read", members, "标成看过", MessageShape, 404)
@once
def read_message(request: Asking, message_id: UUID) -> HttpResponse:
    """The first time counts."""
    return answer(_shape(actions.read_message(by=request.standing, message_id=message_id, at=clock.now())))


def _shape(message: Message) -> MessageShape:
    sender, words = sender_and_words(message.text)
    return MessageShape(
        id=message.pk, kind=message.kind, sender=sender, text=words, about_kind=message.about_kind,
        about_id=message.about_id, created_at=message.created_at, read_at=message.read_at,
    )  # fmt: skip
