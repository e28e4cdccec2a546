"""Activities by the day on which they begin, for a week or a month: a few of each day, and how many there are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Unpack
from uuid import UUID

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber, TruncDate

from redvest.core.clock import CHINA
from redvest.service.queries.activity import search_activities
from redvest.service.queries.activity_cards import Asked


class Entry(NamedTuple):
    """One activity in a calendar."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place_name: str


class Day(NamedTuple):
    """What begins on a day: the first few, and how many in all."""

    total: int
    entries: list[Entry]


def calendar_days(
    *, city: str, at: datetime, first: date, last: date, each: int, **asked: Unpack[Asked]
) -> dict[date, Day]:
    """The days from ``first`` to ``last`` that have something; at most ``each`` entries a day. One query."""
    begins = datetime.combine(first, time.min, CHINA)
    ends = datetime.combine(last + timedelta(days=1), time.min, CHINA)
    rows = search_activities(city=city, at=at, **asked).filter(starts_at__gte=begins, starts_at__lt=ends)
    rows = rows.select_related(None).prefetch_related(None)
    counted = rows.annotate(day=TruncDate("starts_at", tzinfo=CHINA)).annotate(
        turn=Window(RowNumber(), partition_by=[F("day")], order_by=["starts_at", "id"]),
        total=Window(Count("*"), partition_by=[F("day")]),
    )
    few = counted.filter(turn__lte=each).order_by("starts_at", "id")
    days: dict[date, Day] = {}
    for day, total, *entry in few.values_list("day", "total", *Entry._fields):
        days.setdefault(day, Day(total, [])).entries.append(Entry._make(entry))
    return days
