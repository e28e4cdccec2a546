"""Activities that are over and whose hours are not all recorded yet, and by when they have to be."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.core import clock
from redvest.faces.desk.due import working_days_after
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Attendance, HoursEntry, HoursSheet, SignUp
from redvest.service.queries.activity import in_my_charge

LOOK_BACK = timedelta(days=120)


def unfinished(by: Standing, at: datetime) -> QuerySet[Activity]:
    """Over but not closed, or closed with somebody who was there and has no hours. Older ones count as settled."""
    served = SignUp.objects.filter(activity=OuterRef("pk"), state=SignUpState.SERVED)
    sheet = HoursSheet.objects.filter(activity=OuterRef("activity_id"), volunteer=OuterRef("volunteer_id"))
    entry = HoursEntry.objects.filter(activity=OuterRef("activity_id"), volunteer=OuterRef("volunteer_id"))
    forgotten = served.exclude(Exists(sheet)).exclude(Exists(entry))
    over = in_my_charge(by).filter(ends_at__lt=at, ends_at__gte=at - LOOK_BACK)
    still_open = Q(state=ActivityState.PUBLISHED)
    return over.filter(still_open | Q(Exists(forgotten), state=ActivityState.CLOSED))


def recording_due(activity: Activity, days: int | None = None) -> date:
    """About the last day on which the hours of this activity are recorded in time; ``days`` where it is known."""
    ended = clock.day_of(activity.ends_at)
    return working_days_after(ended, days or recording_days(activity.region_path, ended))


def recording_days(path: str, on: date) -> int:
    """How many working days a place has for recording."""
    return int(rule("recording.due_working_days", path, on))


def unconfirmed_people(activity: Activity) -> int:
    """How many were there and have no hours yet."""
    sheet = HoursSheet.objects.filter(activity=activity, volunteer=OuterRef("volunteer_id"))
    stays = Attendance.objects.filter(activity=activity).exclude(Exists(sheet))
    return stays.values("volunteer_id").distinct().count()
