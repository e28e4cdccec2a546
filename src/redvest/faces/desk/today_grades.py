"""How much of what was recorded lately is proven."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Sum

from redvest.registry.policy import Standing
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from redvest.service.rules.measure import shares

RECENT = timedelta(days=30)


def recent_grades(by: Standing, at: datetime) -> dict[str, Any]:
    """The minutes of the last thirty days by grade: how much of what is recorded is also proven."""
    where = Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    rows = HoursEntry.objects.filter(where, city=by.city, recorded_at__gte=at - RECENT)
    sums = dict(rows.values_list("grade").annotate(total=Sum("minutes")).order_by())
    minutes = {grade.value: max(0, int(sums.get(grade.value, 0))) for grade in Grade}
    total = sum(minutes.values())
    share = shares(minutes)
    percent = 100 - share["D"] if total else None
    return {"minutes": minutes, "total": total, "percent": percent, "share": share}
