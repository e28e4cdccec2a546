"""What sounds dangerous by the rules of a place: words, kinds of service, hours of the night. Pure.

It judges nobody: it asks the publisher to declare the danger (insurance, agreement, nobody under age) or to say why
there is none, and the reviewer reads both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.core.clock import CHINA


@dataclass(frozen=True)
class Triggers:
    """Of a place on a day. From ``night_from`` to ``night_until`` o'clock; the same hour twice: no night."""

    words: Collection[str] = ()
    domains: Collection[str] = ()
    night_from: int = 0
    night_until: int = 0


@dataclass(frozen=True)
class Found:
    """What of an activity is among them."""

    words: tuple[str, ...] = ()
    domain: bool = False
    night: bool = False

    def __bool__(self) -> bool:
        return bool(self.words) or self.domain or self.night


def found_in(
    triggers: Triggers, *, texts: Iterable[str], domain: str, starts_at: datetime, ends_at: datetime
) -> Found:
    """Words in their order in the setting; the hours by the city's clock."""
    whole = "\n".join(texts)
    return Found(
        words=tuple(word for word in triggers.words if word in whole),
        domain=domain in triggers.domains,
        night=_at_night(triggers, starts_at, ends_at),
    )


def _at_night(triggers: Triggers, starts_at: datetime, ends_at: datetime) -> bool:
    begin, end = triggers.night_from, triggers.night_until
    if begin == end:
        return False
    length = timedelta(hours=(end - begin) % 24)
    midnight = starts_at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    nights = (midnight + timedelta(days=n, hours=begin) for n in range(-1, (ends_at - starts_at).days + 2))
    return any(starts_at < night + length and night < ends_at for night in nights)
