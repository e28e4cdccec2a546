"""How long a freed place is held out to the next in the waiting list. Pure.

An offer that nobody reads at night is no offer: the quiet hours do not count, and what is made in them begins in the
morning, unless the start is too near for that; then it is told at once. Near the start time is short for everybody
behind in the list, so an offer never lasts longer than half of what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from redvest.core.clock import CHINA

SHORTEST = timedelta(minutes=5)
AWAKE = timedelta(hours=2)  # who had that much of the day has had the time, and it may end at night
MORNING = timedelta(hours=1)  # what is left at least for somebody who reads it when the quiet hours end


@dataclass(frozen=True)
class OfferTerms:
    """The dated rules that bear on an offer; times in minutes, quiet hours as hours of the day (22 to 7)."""

    minutes: int = 120
    near_minutes: int = 10
    near_hours: int = 3
    quiet_from: int = 22
    quiet_until: int = 7


def offer_ends(*, made_at: datetime, starts_at: datetime, terms: OfferTerms) -> datetime:
    """The moment until which an offer made now can be taken; never after the start."""
    begins = made_at if rings_at_once(made_at, starts_at, terms) else quiet_ends(made_at, terms)
    near = begins == made_at and starts_at - made_at <= timedelta(hours=terms.near_hours)
    lasting = timedelta(minutes=terms.near_minutes if near else terms.minutes)
    ends = made_at + lasting if near else _awake_after(made_at, lasting, terms)
    latest = begins + max(SHORTEST, (starts_at - begins) / 2)
    if not near and is_quiet(latest, terms) and latest < _awake_after(begins, AWAKE, terms):
        latest = _by_morning(latest, starts_at, terms)
    return max(min(ends, latest, starts_at), made_at + timedelta(seconds=1))


def rings_at_once(at: datetime, starts_at: datetime, terms: OfferTerms) -> bool:
    """Whether somebody is told even in the quiet hours: in the morning it would be too late."""
    night = at if is_quiet(at, terms) else _next_quiet(at, terms)
    return night is not None and starts_at < quiet_ends(night, terms) + MORNING


def _by_morning(latest: datetime, starts_at: datetime, terms: OfferTerms) -> datetime:
    """Not while people sleep, where the morning leaves them time."""
    morning = quiet_ends(latest, terms)
    return latest if starts_at < morning + MORNING else morning + min(MORNING, (starts_at - morning) / 2)


def is_quiet(moment: datetime, terms: OfferTerms) -> bool:
    """Whether nobody is to be rung at this moment; no hours are quiet where both ends are the same."""
    hour = moment.astimezone(CHINA).hour
    if terms.quiet_from <= terms.quiet_until:
        return terms.quiet_from <= hour < terms.quiet_until
    return hour >= terms.quiet_from or hour < terms.quiet_until


def quiet_ends(moment: datetime, terms: OfferTerms) -> datetime:
    """The end of the quiet hours that the moment lies in; the moment itself when it lies in none."""
    if not is_quiet(moment, terms):
        return moment
    local = moment.astimezone(CHINA)
    morning = datetime.combine(local.date(), time(terms.quiet_until % 24), CHINA)
    return morning if morning > local else morning + timedelta(days=1)


def _awake_after(moment: datetime, lasting: timedelta, terms: OfferTerms) -> datetime:
    """The moment after as much waking time: minutes of the quiet hours are not counted."""
    now, left = quiet_ends(moment, terms), lasting
    while left > timedelta(0):
        evening = _next_quiet(now, terms)
        if evening is None or now + left <= evening:
            return now + left
        left -= evening - now
        now = quiet_ends(evening, terms)
    return now


def _next_quiet(moment: datetime, terms: OfferTerms) -> datetime | None:
    if terms.quiet_from == terms.quiet_until:
        return None
    local = moment.astimezone(CHINA)
    evening = datetime.combine(local.date(), time(terms.quiet_from % 24), CHINA)
    return evening if evening > local else evening + timedelta(days=1)
