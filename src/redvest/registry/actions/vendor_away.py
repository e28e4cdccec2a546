"""Vendors that do not answer: for a while nobody waits for them again and again, their notices wait instead.

A channel has one vendor, but web push: there each host is another's, and one that is away silences no other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from redvest.core.models import ThrottleCount
from redvest.core.throttle import first_time
from redvest.registry.choices import Channel
from redvest.registry.models import Delivery, PushSubscription

AWAY = timedelta(seconds=45)  # less than the minute between two rounds
_KEY = "channel-away:"


def vendor_of(*, delivery: Delivery) -> str:
    """The name under which a delivery's vendor is known to be away."""
    if delivery.channel != Channel.PUSH:
        return str(delivery.channel)
    found = PushSubscription.objects.filter(pk=delivery.target).values_list("endpoint", flat=True).first()
    try:
        return f"{Channel.PUSH}:{urlsplit(found or '').netloc.lower()}"
    except ValueError:  # no address at all
        return str(Channel.PUSH)


def note_away(*, vendor: str, at: datetime) -> None:
    first_time(f"{_KEY}{vendor}", lasting=AWAY, at=at)


def away_until(*, vendor: str, at: datetime) -> datetime | None:
    """Until when it is left alone; None where it is not known to be away."""
    rows = ThrottleCount.objects.filter(key=f"{_KEY}{vendor}"[:120], window_ends_at__gt=at)
    return rows.values_list("window_ends_at", flat=True).first()
