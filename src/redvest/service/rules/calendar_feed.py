"""A person's plans as an iCalendar feed (RFC 5545, 7986). Pure.

Times are in UTC, so they are right in every calendar without a zone of ours. An event keeps its UID for life; DTSTAMP
and LAST-MODIFIED are the moment of its last change, so that a feed without changes is the same to the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

KEPT = timedelta(
    days=45
)  # after its end or its last change: a client that looks once a month sees a cancellation
AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to go to, as the feed says it. ``status`` is CONFIRMED, TENTATIVE or CANCELLED; no names of others."""

    uid: str
    status: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    words: str = ""
    url: str = ""
    lon: float | None = None
    lat: float | None = None

    def digest(self) -> bytes:
        """What equal versions have in common."""
        return hashlib.sha256(repr(astuple(self)).encode()).digest()


@dataclass(frozen=True, slots=True)
class Published:
    """An occasion in the version that the feed gives out."""

    occasion: Occasion
    sequence: int
    modified_at: datetime


def feed_text(events: Iterable[Published], *, name: str) -> bytes:
    """The whole feed as text/calendar, its events in the order of their starts."""
    calendar = Calendar()
    calendar.add("prodid", "-//Redvest//Volunteer calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in sorted(events, key=lambda event: (event.occasion.starts_at, event.occasion.uid)):
        calendar.add_component(_event(each))
    return bytes(calendar.to_ical())


def _event(published: Published) -> Event:
    occasion, event = published.occasion, Event()
    event.add("uid", occasion.uid)
    event.add("sequence", published.sequence)
    changed = published.modified_at.astimezone(UTC).replace(microsecond=0)
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", occasion.starts_at.astimezone(UTC))
    event.add("dtend", occasion.ends_at.astimezone(UTC))
    event.add("summary", occasion.title)
    event.add("status", occasion.status)
    event.add("transp", "TRANSPARENT" if occasion.status == "CANCELLED" else "OPAQUE")
    event.add("class", "PRIVATE")
    for key, value in (("location", occasion.place), ("description", occasion.words), ("url", occasion.url)):
        if value:
            event.add(key, value)
    if occasion.lon is not None and occasion.lat is not None:
        event.add("geo", (occasion.lat, occasion.lon))
    return event
