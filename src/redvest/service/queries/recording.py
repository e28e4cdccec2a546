"""Reads what is over and not completely recorded, and by when it has to be (order 67 art. 11).

Complete means: everybody who was there has hours in the ledger, or a refusal with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.connectors import calendar
from redvest.core import clock
from redvest.core.models import ThrottleCount
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import every_value, rule, rule_everywhere
from redvest.service.choices import ActivityState, SheetState, SignUpState
from redvest.service.models import Activity, Attendance, HoursEntry, HoursSheet, RefusedRecord, SignUp
from redvest.service.queries.activity import in_my_charge
from redvest.service.rules.deadline import Deadline, deadline, working_days_after

DUE_DAYS = "recording.due_working_days"
LOOK_BACK = timedelta(days=120)  # what is older counts as settled


@dataclass(frozen=True, slots=True)
class Recording:
    """An activity that is over, how many people still lack their hours, and the last day in time."""

    activity: Activity
    missing: int
    due: Deadline


def unsettled_people() -> QuerySet[SignUp]:
    """Of the outer activity: who was there, or has a place while it is not closed, and has neither hours nor a refusal."""
    theirs: dict[str, Any] = {
        "activity": OuterRef("activity_id"),
        "volunteer": OuterRef("volunteer_id"),
    }
    sheets = HoursSheet.objects.filter(Q(entry__isnull=False) | Q(state=SheetState.REFUSED), **theirs)
    refused = RefusedRecord.objects.filter(reopened_at__isnull=True, **theirs)
    stays = Attendance.objects.filter(signup=OuterRef("pk"))
    there = Q(state__in=(SignUpState.SERVED, SignUpState.CONFIRMED)) | Q(Exists(stays))
    rows = SignUp.objects.filter(there, activity=OuterRef("pk"))
    done = (Exists(sheets), Exists(HoursEntry.objects.filter(**theirs)), Exists(refused))
    for each in done:
        rows = rows.exclude(each)
    return rows


def with_missing(rows: QuerySet[Activity]) -> QuerySet[Activity, Any]:
    """Each activity with ``missing``: how many people are unsettled."""
    people = unsettled_people().order_by().values("activity")
    counted = people.annotate(n=Count("volunteer", distinct=True)).values("n")
    return rows.annotate(missing=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def over(rows: QuerySet[Activity], at: datetime) -> QuerySet[Activity]:
    """What has ended and was not called off, the last few months."""
    held = (ActivityState.PUBLISHED, ActivityState.CLOSED)
    return rows.filter(state__in=held, ends_at__lt=at, ends_at__gte=at - LOOK_BACK)


def unfinished(by: Standing, at: datetime) -> QuerySet[Activity]:
    """In this person's charge: over but not closed, or closed with somebody who was there and has no hours."""
    rows: QuerySet[Activity, Any] = with_missing(over(in_my_charge(by), at))
    return rows.filter(Q(state=ActivityState.PUBLISHED) | Q(missing__gt=0))


def unrecorded(rows: QuerySet[Activity], at: datetime) -> QuerySet[Activity, Any]:
    """Those of the rows that are over and have somebody without hours, each with ``missing``."""
    counted: QuerySet[Activity, Any] = with_missing(over(rows, at))
    return counted.filter(Q(missing__gt=0)).select_related("body", "leader")


def perhaps_overdue(rows: QuerySet[Activity, Any], today: date) -> QuerySet[Activity, Any]:
    """Leaves out what ended so lately that no rule of any place can call it overdue: a day later is never due earlier."""
    shortest = min(int(value) for value in every_value(DUE_DAYS))
    day = today
    while working_days_after(day, shortest, calendar.current().is_working_day) >= today:
        day -= timedelta(days=1)
    return rows.filter(ends_at__lt=datetime.combine(day + timedelta(days=1), time.min, clock.CHINA))


def recordings(found: Iterable[Any]) -> list[Recording]:
    """Each of these activities (from ``unrecorded``) with its deadline. One query, however many places they lie in."""
    days_at = rule_everywhere(DUE_DAYS)
    made = []
    for activity in found:
        ended = clock.day_of(activity.ends_at)
        made.append(
            Recording(activity, activity.missing, _deadline(ended, int(days_at(activity.region_path, ended))))
        )
    return made


def recording_due(activity: Activity, days: int | None = None) -> Deadline:
    """The last day on which the hours of this activity are recorded in time; ``days`` where it is known."""
    ended = clock.day_of(activity.ends_at)
    return _deadline(ended, days or recording_days(activity.region_path, ended))


def recording_days(path: str, on: date) -> int:
    """How many working days a place has for recording."""
    return int(rule(DUE_DAYS, path, on))


def _deadline(ended: date, days: int) -> Deadline:
    known = calendar.current()
    return deadline(ended, days, known.is_working_day, known.knows)


def reminder_key(activity_id: UUID, day: date) -> str:
    """The name of the receipt that a leader was reminded by hand on a day."""
    return f"remind-leader:{activity_id}:{day.isoformat()}"


def reminded_today(activities: Iterable[UUID], today: date) -> set[UUID]:
    """Of which of these activities the leader was reminded by hand today. One query."""
    keys = {reminder_key(each, today): each for each in activities}
    told = ThrottleCount.objects.filter(key__in=list(keys)).values_list("key", flat=True)
    return {keys[key] for key in told}


def unsettled_count(activity: Activity) -> int:
    """How many people of one activity still lack hours or a refusal."""
    found = with_missing(Activity.objects.filter(pk=activity.pk)).values_list("missing", flat=True).first()  # type: ignore[misc]
    return int(found or 0)
