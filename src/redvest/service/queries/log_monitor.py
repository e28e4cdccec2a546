"""What the monitor page of the log shows: beat, size, root, last verification, keys, witnesses. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings

from redvest.service.models import LogCheck, LogHead
from redvest.service.queries.log import (
    PublishedKey,
    last_check,
    latest_head,
    published_keys,
    waiting,
    witnesses_of,
)

HOURS = 24
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Monitor:
    """The log at a moment. ``beats``: heads signed in each of the last 24 hours, the oldest hour first."""

    head: LogHead | None
    check: LogCheck | None
    keys: list[PublishedKey]
    waiting: int
    known_witnesses: list[str]
    witnesses: list[str]
    beats: list[int]
    longest_gap: timedelta | None
    at: datetime

    @property
    def age(self) -> timedelta | None:
        """Time since the newest head."""
        return self.at - self.head.signed_at if self.head else None

    @property
    def late(self) -> bool:
        return self.age is None or self.age > LATE

    @property
    def verdict(self) -> str:
        """``bad``: the last check found a fault; ``wait``: no head for too long; ``ok``."""
        if self.check is not None and not self.check.held:
            return "bad"
        return "wait" if self.late else "ok"


def monitor(city: str, at: datetime) -> Monitor:
    """The state of a city's log."""
    head = latest_head(city)
    since = at - timedelta(hours=HOURS)
    rows = LogHead.objects.filter(city=city, signed_at__gt=since, signed_at__lte=at).order_by("id")
    signed = list(rows.values_list("signed_at", flat=True))
    beats = [0] * HOURS
    for moment in signed:
        beats[min(HOURS - 1, int((moment - since).total_seconds() // 3600))] += 1
    gaps = [later - earlier for earlier, later in pairwise([*signed, at])]
    return Monitor(
        head=head, check=last_check(city), keys=published_keys(city), waiting=waiting(city),
        known_witnesses=sorted(key.name for key in settings.REDVEST_LOG_WITNESSES),
        witnesses=witnesses_of(head) if head else [], beats=beats, longest_gap=max(gaps, default=None), at=at,
    )  # fmt: skip
