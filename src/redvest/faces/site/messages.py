"""One's inbox: everything that the house told this person, the newest first, and the way to what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.about import address_of, sender_and_words
from redvest.faces.shared.entry import HouseRequest, members
from redvest.faces.shared.pages import paged
from redvest.faces.site.words import moment_words
from redvest.registry.actions import inbox as actions
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Message
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.message import inbox_of, unread_of


@never_cache
@require_safe
@members
def inbox(request: HouseRequest) -> HttpResponse:
    """All of them, or with ``?unread=1`` those not yet read."""
    account_id = require_member(request.standing)
    only = request.GET.get("unread") == "1"
    rows = unread_of(account_id) if only else inbox_of(account_id)
    found, pager = paged(request, rows.prefetch_related("deliveries"), keys=("-created_at", "-id"))
    today = clock.day_of(clock.now())
    context = {
        "tab": "me",
        "only": only,
        "rows": [shown(each, request.standing, today) for each in found],
        "pager": pager,
    }
    return render(request, "site/messages.html", context)


def shown(message: Message, by: Standing, today: date) -> dict[str, Any]:
    """A notice as the page lists it."""
    sender, words = sender_and_words(message.text)
    return {
        "key": message.pk,
        "sender": sender,
        "words": words,
        "kind": message.get_kind_display(),
        "when": moment_words(message.created_at, today),
        "unread": message.read_at is None,
        "also": [
            f"{Channel(each.channel).label} {DeliveryState(each.state).label}"
            for each in message.deliveries.all()
        ],
        "leads": bool(address_of(message, by)),
    }


@never_cache
@require_POST
@members
def read_one(request: HouseRequest, key: UUID) -> HttpResponse:
    """Read: on to what it is about, or back to the list."""
    message = actions.read_message(by=request.standing, message_id=key, at=clock.now())
    return redirect(address_of(message, request.standing) or "site:messages")


@never_cache
@require_POST
@members
def read_all(request: HouseRequest) -> HttpResponse:
    """All at once."""
    count = actions.read_all(by=request.standing, at=clock.now())
    said.success(request, _("%(n)d 条消息标成看过了。") % {"n": count})
    return redirect("site:messages")
