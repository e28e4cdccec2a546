"""How long a request to take somebody's place stands, and when the waiting list comes first. Pure.

A place that others wait for in order is not handed on by name: whoever cannot come gives it back. Near the start
that list finds few people, so that somebody found by oneself is welcome then.
"""

from __future__ import annotations

from datetime import datetime, timedelta


def hand_over_ends(*, made_at: datetime, starts_at: datetime, hours: int) -> datetime:
    """The last moment for a yes; never after the start."""
    return min(made_at + timedelta(hours=hours), starts_at)


def line_comes_first(*, waiting: bool, at: datetime, starts_at: datetime, hours: int) -> bool:
    """Whether those who wait have the place; ``hours`` before the start one may name a stand-in in spite of them."""
    return waiting and at < starts_at - timedelta(hours=hours)
