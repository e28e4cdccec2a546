"""The list of activities as a week or a month, drawn by the server: the same filters, a link for every day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.shared.words import clock_words, day_words
from redvest.faces.site.filters import Filters
from redvest.service.queries.activity_calendar import Day, calendar_days
from redvest.service.queries.activity_cards import Asked

IN_WEEK, IN_MONTH = 8, 3
FURTHEST = timedelta(days=400)
NOTHING = Day(0, [])


def calendar_context(filters: Filters, asked: Asked, at: datetime) -> dict[str, Any]:
    """What ``site/_calendar.html`` draws: the days, what begins on each, the way to the weeks before and after."""
    today, month = clock.day_of(at), filters.view == "month"
    on = min(max(filters.on or filters.from_ or today, today - FURTHEST), today + FURTHEST)
    first, last = _span(on, month=month)
    wanted: Asked = {**asked, "from_": None, "to": None}
    city, most = settings.REDVEST_CITY, IN_MONTH if month else IN_WEEK
    found = calendar_days(city=city, at=at, first=first, last=last, each=most, **wanted)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        "weeks": [
            [_day(day, found.get(day, NOTHING), filters, today, on if month else None) for day in days[row : row + 7]]
            for row in range(0, len(days), 7) if days[row + 6] >= today or last < today
        ],
        "monthly": month,
        "title": _("%(year)d 年 %(month)d 月") % {"year": on.year, "month": on.month} if month
        else f"{day_words(first, today)} – {day_words(last, today)}",
        "before": filters.query(on=first - timedelta(days=1)) if first > today else "",
        "after": filters.query(on=last + timedelta(days=1)),
        "empty": not found,
        "weekday_names": (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")),
    }  # fmt: skip


def _span(on: date, *, month: bool) -> tuple[date, date]:
    """Whole weeks from Monday: the one of a day, or all that the days of its month touch."""
    if not month:
        first = on - timedelta(days=on.weekday())
        return first, first + timedelta(days=6)
    begins = on.replace(day=1)
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return begins - timedelta(days=begins.weekday()), ends + timedelta(days=6 - ends.weekday())


def _day(day: date, found: Day, filters: Filters, today: date, month_of: date | None) -> dict[str, Any]:
    return {
        "day": day,
        "words": day_words(day, today),
        "total": found.total,
        "more": found.total - len(found.entries),
        "url": filters.query(view="list", on=None, from_=day, to=day),
        "today": day == today,
        "aside": month_of is not None and day.month != month_of.month,
        "past": day < today,
        "entries": [
            {
                "title": each.title,
                "clock": clock_words(each.starts_at),
                "where": each.place_name,
                "url": reverse("site:activity", args=[each.id]),
            }
            for each in found.entries
        ],
    }
