"""When a notice goes out, when it is tried again, and over which channels by default. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from redvest.core.clock import CHINA
from redvest.registry.choices import Channel, MessageKind

WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 25, 120))  # between one try and the next
MOST_TRIES = len(WAITS) + 1
ASKED_FOR, NEVER = timedelta(days=3), timedelta(days=3650)
LOST = timedelta(minutes=5)  # after which a try without an end belongs to a process that is no more
# The vendor itself takes no second one with the same number within this time: WeChat says ten minutes (client_msg_id),
# of which one is left for the way and for a clock that runs ahead.
SAME_NUMBER = {Channel.WECHAT: timedelta(minutes=9), Channel.PUSH: timedelta(days=1)}
ASKED_ABOUT = timedelta(days=1)  # a lost text, at a vendor that does not say what became of it
SOON = timedelta(hours=12)
ALWAYS = {
    (MessageKind.ACCOUNT, Channel.SMS)
}  # a warning that one's account is being taken cannot be switched off


def goes_out_at(at: datetime, *, quiet_from: int, quiet_until: int, urgent: bool) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in. Equal ends: no hours are quiet."""
    hour = at.astimezone(CHINA).hour
    overnight = quiet_from > quiet_until
    quiet = hour >= quiet_from or hour < quiet_until if overnight else quiet_from <= hour < quiet_until
    if urgent or not quiet:
        return at
    local = at.astimezone(CHINA)
    morning = datetime.combine(local.date(), time(quiet_until), CHINA)
    return morning if morning > local else morning + timedelta(days=1)


def about_to_leave(begins: datetime, at: datetime) -> bool:
    """Whether somebody may be about to leave home for what begins then: of that they hear at night too."""
    return begins - at < SOON


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after as many tries; None when it is given up."""
    return at + WAITS[tries - 1] if tries < MOST_TRIES else None


def still_the_same(channel: Channel | str, *, first_at: datetime, at: datetime) -> bool:
    """Whether the vendor would take another one for that of which nobody knows whether it was taken."""
    return at - first_at <= SAME_NUMBER.get(Channel(channel), timedelta(0))


def next_asking(*, sent_at: datetime, at: datetime) -> datetime:
    """When to ask for the receipt of a text: after ten minutes, then hourly, and never again after three days."""
    if at - sent_at >= ASKED_FOR:
        return at + NEVER
    return at + (timedelta(hours=1) if at > sent_at else timedelta(minutes=10))


def wants(chosen: Mapping[tuple[str, str], bool], kind: MessageKind | str, channel: Channel | str) -> bool:
    """Whether a notice of a kind goes out on a channel: the person's choice, else yes."""
    key = (MessageKind(kind), Channel(channel))
    return key in ALWAYS or chosen.get((key[0].value, key[1].value), True)
