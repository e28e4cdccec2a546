"""How a recurrence is said: 每周六, 每两周的周六和周日, 每月第二个周六. Knows no table."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from redvest.faces.shared.words import WEEKDAYS
from redvest.service.rules.recurrence import Frequency
from redvest.service.rules.recurrence_text import read_rrule


def rule_words(rule: str, first: date) -> str:
    """An RRULE in a few words; ``first`` says what the rule leaves open."""
    found, _until = read_rrule(rule)
    days = _("、").join(_(WEEKDAYS[day]) for day in found.weekdays or (first.weekday(),))
    match found.freq:
        case Frequency.DAILY:
            return _("每天") if found.interval == 1 else _("每 %(n)d 天") % {"n": found.interval}
        case Frequency.WEEKLY:
            if found.interval == 1:
                return _("每%(days)s") % {"days": days}
            return _("每 %(n)d 周的%(days)s") % {"n": found.interval, "days": days}
        case Frequency.MONTHLY:
            if found.nth == -1:
                return _("每月最后一个%(day)s") % {"day": days}
            if found.nth:
                return _("每月第 %(n)d 个%(day)s") % {"n": found.nth, "day": days}
            return _("每月 %(n)d 日") % {"n": found.month_day or first.day}
