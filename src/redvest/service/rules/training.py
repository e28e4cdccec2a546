"""Training (order 67 art. 8): until when a training holds, what can go wrong. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from redvest.service.training_errors import ReasonNeeded

MOST_LINES = 2_000


def expires_on(on: date, valid_months: int | None) -> date | None:
    """The last day on which a training counts: the day before its anniversary by months; None: for good.

    A day that the later month lacks becomes that month's last day.
    """
    if valid_months is None:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 + valid_months, 12)
    last = monthrange(year, month + 1)[1]
    if on.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, on.day) - timedelta(days=1)


def checked_reason(reason: str) -> str:
    """A reason in one line. Raises ReasonNeeded."""
    said = " ".join(reason.split())
    if len(said) < 4:
        raise ReasonNeeded
    return said[:200]
