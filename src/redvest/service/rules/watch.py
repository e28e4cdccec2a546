"""When somebody hears of what their watches found: a few at once, the rest in one message a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tell(StrEnum):
    EACH = "each"  # a message for each of them, now
    TOGETHER = "together"  # one message about all of them
    LATER = "later"


@dataclass(frozen=True)
class TellTerms:
    """``single_a_day`` messages of their own, the rest together at ``digest_hour``; silence in the quiet hours."""

    single_a_day: int = 2
    digest_hour: int = 18
    quiet_from: int = 22
    quiet_until: int = 7


def quiet(hour: int, terms: TellTerms) -> bool:
    """Whether this hour of the day is one in which nobody is disturbed; the night runs over midnight."""
    if terms.quiet_from <= terms.quiet_until:
        return terms.quiet_from <= hour < terms.quiet_until
    return hour >= terms.quiet_from or hour < terms.quiet_until


def how_to_tell(*, found: int, sent_today: int, hour: int, terms: TellTerms) -> Tell:
    """Nobody gets more than ``single_a_day`` and one message in a day, however much is found."""
    if quiet(hour, terms) or not found:
        return Tell.LATER
    if found + sent_today <= terms.single_a_day:
        return Tell.EACH
    if hour >= terms.digest_hour and sent_today <= terms.single_a_day:
        return Tell.TOGETHER
    return Tell.LATER
