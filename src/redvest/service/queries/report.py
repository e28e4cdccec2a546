"""Reads reports of errors: a volunteer's own, and those that wait for somebody at the desk."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from redvest.connectors import calendar
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule
from redvest.service.choices import ActivityState, RequestState, SignUpState
from redvest.service.models import Activity, ErrorReport, HoursEntry, RefusedRecord, SignUp
from redvest.service.queries.recording import LOOK_BACK
from redvest.service.rules.deadline import working_days_after


def answer_due(path: str, filed_on: date) -> date:
    """The last day on which a report of this day is answered in time."""
    days = int(rule("report.due_working_days", path, filed_on))
    return working_days_after(filed_on, days, calendar.current().is_working_day)


def reports_by(volunteer_id: UUID) -> QuerySet[ErrorReport]:
    """What a volunteer has reported, the latest first."""
    rows = ErrorReport.objects.filter(volunteer_id__in=records_of(volunteer_id))
    return rows.select_related("entry", "activity", "body").order_by("-filed_at", "-id")


def with_objection(entries: QuerySet[HoursEntry]) -> QuerySet[HoursEntry]:
    """Each entry with the state of the last ``objection`` to it, in the same query."""
    last = ErrorReport.objects.filter(entry=OuterRef("pk")).order_by("-filed_at", "-id").values("state")[:1]
    return entries.annotate(objection=Subquery(last))


def reports_for(by: Standing) -> QuerySet[ErrorReport]:
    """Reports about records of the bodies that somebody works for and of the places that they govern."""
    where = Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(body__region_path__startswith=path)
    rows = ErrorReport.objects.filter(where, city=by.city)
    return rows.select_related("entry", "activity", "body", "volunteer")


def open_reports(by: Standing) -> QuerySet[ErrorReport]:
    """Those that wait for an answer, the most urgent first."""
    return reports_for(by).filter(state=RequestState.OPEN).order_by("due_on", "id")


def overdue_reports(city: str, today: date) -> QuerySet[ErrorReport]:
    """Nobody answered in time, and nobody above has been told yet."""
    rows = ErrorReport.objects.filter(city=city, state=RequestState.OPEN, due_on__lt=today)
    return rows.filter(escalated_at__isnull=True).select_related("body", "volunteer").order_by("id")


def without_hours(volunteer_id: UUID, at: datetime) -> QuerySet[Activity]:
    """Activities a volunteer signed up for that are over and gave them no hours: what they may report as missing."""
    states = (SignUpState.CONFIRMED, SignUpState.SERVED, SignUpState.ABSENT)
    people = records_of(volunteer_id)
    mine = SignUp.objects.filter(volunteer_id__in=people, state__in=states).values("activity")
    recorded = HoursEntry.objects.filter(volunteer_id__in=people, activity__isnull=False).values("activity")
    refused = RefusedRecord.objects.filter(volunteer_id__in=people, reopened_at__isnull=True)
    rows = Activity.objects.filter(pk__in=mine, ends_at__lt=at, ends_at__gte=at - LOOK_BACK)
    rows = rows.filter(state__in=(ActivityState.PUBLISHED, ActivityState.CLOSED))
    rows = rows.exclude(pk__in=recorded).exclude(pk__in=refused.values("activity"))
    return rows.select_related("body").order_by("-ends_at", "-id")
