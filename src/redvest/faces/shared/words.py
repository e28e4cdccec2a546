"""How every face says days and times: short, plain, the way people speak. Knows no table."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_noop

from redvest.core import clock
from redvest.faces.shared.speech import gettext as _

WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)


def day_words(day: date, today: date) -> str:
    """`11月28日 周六`; the year only where it is not this one."""
    parts = {"year": day.year, "month": day.month, "day": day.day, "weekday": _(WEEKDAYS[day.weekday()])}
    if day.year == today.year:
        return _("%(month)d月%(day)d日 %(weekday)s") % parts
    return _("%(year)d年%(month)d月%(day)d日 %(weekday)s") % parts


def date_words(day: date) -> str:
    """`2026年11月28日`."""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def clock_words(at: datetime) -> str:
    """`8:30`, in China."""
    local = at.astimezone(clock.CHINA)
    return f"{local.hour}:{local.minute:02d}"
