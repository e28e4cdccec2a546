"""Reads requests about people's own data: one's own, and those that lie on somebody's desk."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from redvest.connectors import calendar
from redvest.registry.choices import RightState
from redvest.registry.models import RightsRequest, Volunteer
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import merged_into
from redvest.registry.queries.setting import rule
from redvest.registry.queries.volunteer import record_of
from redvest.registry.rules.standing import Standing
from redvest.registry.rules.working_days import working_days_after


def right_due(path: str, asked_on: date) -> date:
    """The last day on which a request of this day is answered in time."""
    days = int(rule("privacy.answer_working_days", path, asked_on))
    return working_days_after(asked_on, days, calendar.current().is_working_day)


def people_to_ask_for(by: Standing, at: datetime) -> list[Volunteer]:
    """Oneself, where there is a record, and the minors one answers for."""
    own = record_of(by)
    return [*([own] if own else []), *children_of(by, at)]


def rights_of(people: list[Volunteer]) -> QuerySet[RightsRequest]:
    """Everything that was asked for these people and for records merged into theirs, the latest first."""
    theirs = Q(volunteer__in=people)
    for each in people:
        theirs |= Q(volunteer_id__in=merged_into(each.pk).values("merged_id"))
    rows = RightsRequest.objects.filter(theirs).select_related("volunteer")
    return rows.order_by("-asked_at", "-id")


def rights_within(by: Standing) -> QuerySet[RightsRequest]:
    """Requests of people in the places that somebody governs."""
    places = Q(pk__in=())
    for path in by.regions():
        places |= Q(region_path__startswith=path)
    rows = RightsRequest.objects.filter(places, city=by.city)
    return rows.select_related("volunteer", "decided_by")


def open_rights(by: Standing) -> QuerySet[RightsRequest]:
    """Those that wait for an answer."""
    return rights_within(by).filter(state=RightState.OPEN)


def overdue_rights(city: str, today: date) -> QuerySet[RightsRequest]:
    """Nobody answered in time, and nobody above has been told yet."""
    rows = RightsRequest.objects.filter(city=city, state=RightState.OPEN, due_on__lt=today)
    return rows.filter(escalated_at__isnull=True).order_by("due_on", "id")
