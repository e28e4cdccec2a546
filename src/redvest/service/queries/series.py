"""Reads about series: the days of a new one, its occurrences, and where an activity stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from redvest.connectors import calendar
from redvest.registry.policy import Standing
from redvest.service.choices import ActivityState, EditScope, SignUpState
from redvest.service.models import Activity, Series, ServiceStatement, SignUp
from redvest.service.queries.activity_filters import earlier
from redvest.service.rules.recurrence import Plan, plan
from redvest.service.rules.repeat import LeaveOut, RepeatForm, rule_of
from redvest.service.rules.statement import Statement, missing_statements

OPEN_STATES = (
    ActivityState.DRAFT,
    ActivityState.REFUSED,
    ActivityState.SUBMITTED,
    ActivityState.PUBLISHED,
)


def planned(form: RepeatForm, first: date) -> Plan:
    """The days that a form without faults means; the calendar says which are holidays."""
    return plan(
        rule_of(form, first), first, until=form.until, times=form.times,
        leave_out=partial(_left_out, LeaveOut(form.leave_out)),
    )  # fmt: skip


def _left_out(which: LeaveOut, day: date) -> bool:
    known = calendar.current()
    if which is LeaveOut.NOTHING:
        return False
    return known.is_holiday(day) or (which is LeaveOut.MADE_UP and known.is_made_up(day))


def years_unknown(days: Sequence[date]) -> list[int]:
    """The years among these days whose holidays nobody has announced yet: nothing was left out there."""
    known = calendar.current()
    return sorted({day.year for day in days if not known.knows(day)})


def in_charge(by: Standing) -> QuerySet[Series]:
    """Series of the bodies that somebody leads, and those that take place in the regions that they govern."""
    where = Q(body_id__in=by.bodies())
    for path in by.regions():
        where |= Q(region_path__startswith=path) | Q(body__region_path__startswith=path)
    return Series.objects.filter(where, city=by.city).select_related("body", "project")


def announced(series: Series) -> QuerySet[Activity]:
    """What anybody may read of a series: the occurrences that were published, whatever became of them since."""
    return series.occurrences.filter(
        state__in=(ActivityState.PUBLISHED, ActivityState.CLOSED, ActivityState.CANCELLED),
        submitted_at__isnull=False, decided_at__isnull=False,
    )  # fmt: skip


def occurrences(series: Series) -> QuerySet[Activity]:
    """All of them in order, each with ``places``, ``taken`` and ``waiting`` of its posts. One query."""
    waits = Count("signups", filter=Q(signups__state=SignUpState.WAITING), distinct=True)
    rows = Activity.objects.filter(series=series).order_by("starts_at", "id")
    return rows.annotate(waiting=waits)


def numbers_of(series: Series) -> dict[UUID, tuple[int, int]]:
    """``taken`` and ``places`` of each occurrence. One query."""
    rows = Activity.objects.filter(series=series).annotate(
        held=Sum("posts__taken"), offered=Sum("posts__places")
    )
    return {
        key: (held or 0, offered or 0) for key, held, offered in rows.values_list("pk", "held", "offered")
    }


def all_affirmed(rows: Sequence[Activity]) -> bool:
    """Whether the publisher has stated of each that it is volunteer service. One query."""
    said = ServiceStatement.objects.filter(activity__in=[row.pk for row in rows])
    stated = [
        Statement(row.not_duty, row.unpaid, row.public_benefit, row.party_service, row.off_duty)
        for row in said
    ]
    return len(stated) == len(rows) and not any(missing_statements(each) for each in stated)


@dataclass(frozen=True)
class Turn:
    """Which occurrence this is of how many that take or took place."""

    number: int
    of: int


def turn_of(activity: Activity) -> Turn | None:
    """Where an activity stands in its series; None outside of any. One query."""
    if activity.series_id is None:
        return None
    live = Activity.objects.filter(series_id=activity.series_id).exclude(state=ActivityState.CANCELLED)
    before = Count("pk", filter=Q(starts_at__lt=activity.starts_at))
    found = live.aggregate(before=before, of=Count("pk"))
    return Turn(found["before"] + 1, found["of"])


def within_scope(activity: Activity, scope: EditScope, at: datetime) -> QuerySet[Activity]:
    """The occurrences that a change is about: this one, those from it on, or all; never what has begun or is over."""
    if scope == EditScope.ONE or activity.series_id is None:
        return Activity.objects.filter(pk=activity.pk)
    rows = Activity.objects.filter(series_id=activity.series_id, state__in=OPEN_STATES, starts_at__gt=at)
    if scope == EditScope.FOLLOWING:
        rows = rows.filter(Q(starts_at__gte=activity.starts_at) | Q(pk=activity.pk))
    return rows.order_by("starts_at", "id")


def coming(series: Series, at: datetime) -> QuerySet[Activity]:
    """What the public sees of a series: announced occurrences that are not over, the soonest first."""
    rows = Activity.objects.filter(series=series, state=ActivityState.PUBLISHED, ends_at__gt=at)
    return rows.annotate(held=Sum("posts__taken"), offered=Sum("posts__places")).order_by("starts_at", "id")


def mine_in(series: Series, volunteer_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The states of a person's live sign-ups by activity of the series. One query."""
    over = (SignUpState.CANCELLED, SignUpState.REFUSED, SignUpState.LAPSED)
    rows = SignUp.objects.filter(activity__series=series, volunteer_id__in=volunteer_ids)
    return dict(rows.exclude(state__in=over).values_list("activity_id", "state"))


def waiting_once(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Of each series among these only the soonest, with ``of_series``: how many of it there are."""
    mine = rows.filter(series=OuterRef("series"))
    counted = mine.order_by().values("series").annotate(n=Count("pk")).values("n")
    soonest = rows.filter(Q(series__isnull=True) | ~Exists(mine.filter(earlier())))
    return soonest.annotate(of_series=Coalesce(Subquery(counted), 0))
