"""How the desk says times: short enough for a table, plain enough to be read aloud. Knows no table."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.shared.words import clock_words, day_words


def moment_words(at: datetime, today: date) -> str:
    """`11月28日 周六 8:30`, or `今天 8:30`."""
    day = clock.day_of(at)
    said = _("今天") if day == today else day_words(day, today)
    return f"{said} {clock_words(at)}"


def span_words(starts_at: datetime, ends_at: datetime, today: date) -> str:
    """`11月28日 周六 8:30–10:30`; two days where it runs over midnight."""
    if clock.day_of(starts_at) == clock.day_of(ends_at):
        return f"{moment_words(starts_at, today)}–{clock_words(ends_at)}"
    return f"{moment_words(starts_at, today)} – {moment_words(ends_at, today)}"


def deadline_words(at: datetime, now: datetime) -> str:
    """How long is left to do something before ``at``: days while there are days, then hours and minutes."""
    left = at - now
    if left <= timedelta(0):
        return _("已经过了")
    if left >= timedelta(days=1):
        return _("还剩 %(n)d 天") % {"n": left.days}
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    if hours:
        return _("还剩 %(h)d 小时 %(m)d 分") % {"h": hours, "m": minutes}
    return _("还剩 %(m)d 分") % {"m": max(1, minutes)}
