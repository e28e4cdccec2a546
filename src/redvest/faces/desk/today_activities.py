"""The activities of the desk's first page: today's, and what comes next."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from redvest.core import clock
from redvest.faces.desk.activities import is_running, row_of
from redvest.faces.desk.presence import count_of_people_at
from redvest.faces.desk.today_task import MOST
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.queries.activity import in_my_charge, with_card_facts


def _on_today(by: Standing, at: datetime) -> QuerySet[Any]:
    begins = datetime.combine(clock.day_of(at), time.min, clock.CHINA)
    live = (ActivityState.PUBLISHED, ActivityState.CLOSED)
    rows = in_my_charge(by).filter(
        state__in=live, starts_at__lt=begins + timedelta(days=1), ends_at__gte=begins
    )
    return with_card_facts(rows).order_by("starts_at", "id")[: 2 * MOST]


def today_rows(by: Standing, at: datetime) -> list[dict[str, Any]]:
    """Today's activities; of those that run, how many have come, and whether this person checks them in."""
    found = list(_on_today(by, at))
    running = [activity.pk for activity in found if is_running(activity, at)]
    came = count_of_people_at(running) if running else {}
    return [
        {**row_of(activity, at), "came": came.get(activity.pk, 0), "leads": policy.may_lead(by, activity)}
        for activity in found
    ]


def coming(by: Standing, at: datetime) -> QuerySet[Any]:
    """What comes after today."""
    tomorrow = datetime.combine(clock.day_of(at) + timedelta(days=1), time.min, clock.CHINA)
    rows = in_my_charge(by).filter(state=ActivityState.PUBLISHED, starts_at__gte=tomorrow)
    return with_card_facts(rows).order_by("starts_at", "id")[:MOST]
