"""The one place that reads the wall clock. Faces and jobs call it at the edge; everything below gets ``at``."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware (UTC)."""
    return timezone.now()


def day_of(at: datetime) -> date:
    """The calendar day in China on which a moment falls."""
    return at.astimezone(CHINA).date()
