"""Reads about applications: which wait for an answer, how fast an organisation answers, what else somebody could do."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, SignUp

RECENT = timedelta(days=180)
FEWEST = 5  # under so many answers a median says nothing

_MEDIAN = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.answered_at - s.created_at))
FROM service_signup AS s JOIN service_activity AS a ON a.id = s.activity_id
WHERE a.body_id = %s AND s.answered_at >= %s
"""


def due_before(city: str, moment: datetime) -> QuerySet[SignUp]:
    """Applications without an answer whose time ends before a moment, of activities that have not begun."""
    waiting = SignUp.objects.filter(
        city=city, state=SignUpState.APPLIED, answer_by__lt=moment, activity__state=ActivityState.PUBLISHED
    )
    return waiting.select_related("activity__body", "activity__leader").order_by("answer_by", "id")


def response_hours(body_id: UUID, at: datetime) -> int | None:
    """The median time to an answer in hours, rounded up, of the last half year; None for fewer than five answers."""
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [body_id, at - RECENT])
        count, seconds = cursor.fetchone()
    return None if count < FEWEST else max(1, -int(-float(seconds) // 3600))


def alternatives(signup: SignUp, at: datetime, most: int = 3) -> list[Activity]:
    """Other activities with room, of the same kind first, then nearest in time: for somebody who was not chosen."""
    wanted = signup.activity
    open_now = Activity.objects.filter(
        city=signup.city, state=ActivityState.PUBLISHED, signup_opens_at__lte=at, signup_closes_at__gt=at,
        starts_at__gt=at, posts__taken__lt=F("posts__places"), posts__needs_review=False,
    ).exclude(pk=wanted.pk)  # fmt: skip
    same = list(open_now.filter(domain=wanted.domain).distinct().order_by("starts_at", "id")[:most])
    if len(same) < most:
        others = open_now.exclude(domain=wanted.domain).distinct().order_by("starts_at", "id")
        same += others[: most - len(same)]
    return same
