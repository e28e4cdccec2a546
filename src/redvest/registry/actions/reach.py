"""A person's own choices: over which channels they hear of what, and which browsers of theirs take notices."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from redvest.connectors import push
from redvest.core.audit import write_line
from redvest.registry.choices import Channel, MessageKind
from redvest.registry.message_errors import ChannelUnknown, PushWrong
from redvest.registry.models import Account, ChannelChoice, PushSubscription
from redvest.registry.policy import Standing, require_member

MOST_BROWSERS = 10


@transaction.atomic
def choose_channels(
    *, by: Standing, channels: Collection[str], wanted: Collection[tuple[str, str]], at: datetime
) -> None:
    """For every kind of notice, on which of these channels it comes; others stay as they are. Raises ChannelUnknown."""
    account_id = require_member(by)
    known = {(kind.value, channel.value) for kind in MessageKind for channel in Channel}
    if not set(wanted) <= known or not set(channels) <= {each.value for each in Channel}:
        raise ChannelUnknown
    rows = [
        ChannelChoice(account_id=account_id, kind=kind, channel=channel, wanted=(kind, channel) in wanted)
        for kind, channel in sorted(known)
        if channel in channels
    ]
    ChannelChoice.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["wanted"], unique_fields=["account", "kind", "channel"]
    )
    write_line(by=by.actor, at=at, city=by.city, verb="choose_channels", target=Account(pk=account_id))


@transaction.atomic
def add_browser(
    *, by: Standing, endpoint: str, public_key: str, auth_secret: str, label: str, at: datetime
) -> PushSubscription:
    """A browser that asked for notices: keys in base64url. One that another account had is this one's now.

    Raises PushWrong for keys that are none, and for any address but that of a known push service.
    """
    account_id = require_member(by)
    theirs, secret = _decoded(public_key), _decoded(auth_secret)
    good = push.is_point(theirs) and len(secret) == 16
    if push.current() is None or not good or not push.is_push_service(endpoint, settings.REDVEST_PUSH_HOSTS):
        raise PushWrong
    known = hashlib.sha256(endpoint.encode()).digest()
    mine = PushSubscription.objects.filter(account_id=account_id).exclude(endpoint_hash=known)
    for row in mine.order_by("-made_at")[MOST_BROWSERS - 1 :]:
        row.delete()
    made, _new = PushSubscription.objects.update_or_create(
        endpoint_hash=known,
        defaults={
            "account_id": account_id, "endpoint": endpoint, "public_key": theirs, "auth_secret": secret,
            "label": label[:60], "made_at": at,
        },
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=by.city, verb="add_browser", target=made)
    return made


@transaction.atomic
def drop_browser(*, by: Standing, key: UUID, at: datetime) -> None:
    """No more to this browser; again changes nothing."""
    account_id = require_member(by)
    gone, _rows = PushSubscription.objects.filter(pk=key, account_id=account_id).delete()
    if gone:
        write_line(by=by.actor, at=at, city=by.city, verb="drop_browser", target=Account(pk=account_id))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise PushWrong from fault
