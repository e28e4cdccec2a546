"""Until when a sign-up can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from redvest.core import clock
from redvest.registry.queries.setting import rule, rule_everywhere
from redvest.service.models import SignUp


def last_moment(signup: SignUp) -> datetime:
    """The start of one's own shift, or earlier where a rule of the place says so. One query."""
    return last_moments()(signup)


def late_from(signup: SignUp) -> datetime:
    """From when on a place given up is remembered as late (条例 art. 22: tell the organisers in time). One query."""
    begins: datetime = signup.period.lower
    hours = int(rule("signup.late_cancel_hours", signup.activity.region_path, clock.day_of(begins)))
    return begins - timedelta(hours=hours)


def last_moments() -> Callable[[SignUp], datetime]:
    """The same for as many as are asked about, in one query."""
    minutes_at = rule_everywhere("signup.cancel_until_minutes")

    def of(signup: SignUp) -> datetime:
        begins: datetime = signup.period.lower
        minutes = int(minutes_at(signup.activity.region_path, clock.day_of(begins)))
        return begins - timedelta(minutes=minutes)

    return of
