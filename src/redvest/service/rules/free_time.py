"""Whether an occasion falls into the times in which somebody said they are free (field 0035, three parts a day). Pure."""

from __future__ import annotations

from datetime import datetime

from redvest.core.clock import CHINA
from redvest.registry.rules.availability import is_free
from redvest.registry.rules.duty import parts_between


def fits(slots: int, begins: datetime, ends: datetime, *, holiday: bool) -> bool | None:
    """Whether somebody is free in every part of the first day that it touches; None where they never said when."""
    if not slots:
        return None
    first, last = begins.astimezone(CHINA), ends.astimezone(CHINA)
    if first.date() != last.date():
        last = first.replace(hour=23, minute=59)
    parts = parts_between(first, last)
    return all(is_free(slots, first.date(), part, holiday=holiday) for part in parts)
