"""Reads annual reports: one, those everybody may read, and which organisations of a place have handed theirs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from redvest.core.clock import CHINA
from redvest.core.errors import NotFound
from redvest.registry.choices import BodyState, ReminderStage, Role
from redvest.registry.models import AnnualReport, Body, ReportReminder
from redvest.registry.queries.setting import rule
from redvest.registry.queries.within import within
from redvest.registry.rules.annual_report import due_on
from redvest.registry.rules.standing import Standing


def report_of(body: Body, year: int) -> AnnualReport | None:
    """The report of a year, handed in or not."""
    return AnnualReport.objects.select_related("body").filter(body=body, year=year).first()


def public_report(city: str, key: UUID, year: int) -> AnnualReport:
    """One that was handed in. Raises NotFound."""
    rows = AnnualReport.objects.select_related("body", "body__region").filter(city=city, body_id=key)
    found = rows.filter(year=year, submitted_at__isnull=False).first()
    if found is None:
        raise NotFound
    return found


def public_reports(body: Body) -> QuerySet[AnnualReport]:
    """Those of an organisation that were handed in, the latest ten."""
    handed_in = AnnualReport.objects.select_related("body").filter(body=body, submitted_at__isnull=False)
    return handed_in.order_by("-year")[:10]


def due_of(path: str, year: int) -> date:
    """The last day for the report of a year at a place, by the rule in force when the year is over."""
    return due_on(year, rule("bodies.annual_report_days", path, date(year + 1, 1, 1)))


def bodies_owing(by: Standing, year: int) -> QuerySet[Body]:
    """The organisations that owe a report of a year at the places governed."""
    where = within(by)
    until = datetime(year + 1, 1, 1, tzinfo=CHINA)
    owing = Body.objects.filter(where, city=by.city, state=BodyState.ACTIVE, applied_at__lt=until)
    return owing.select_related("region")


def bodies_lacking(by: Standing, year: int) -> QuerySet[Body]:
    """Those of them that have not handed it in."""
    handed_in = AnnualReport.objects.filter(body=OuterRef("pk"), year=year, submitted_at__isnull=False)
    return bodies_owing(by, year).filter(~Exists(handed_in))


def bodies_silent(by: Standing, year: int) -> QuerySet[Body]:
    """Those whose report is overdue, as the reminders found: their superiors see to them."""
    late = (ReminderStage.OVERDUE, ReminderStage.ESCALATED)
    told = ReportReminder.objects.filter(body=OuterRef("pk"), year=year, stage__in=late)
    return bodies_lacking(by, year).filter(Exists(told))


def bodies_run_lacking(by: Standing, year: int) -> QuerySet[Body]:
    """The organisations that somebody runs and that were reminded of a report that still lacks."""
    mine = [grant.body_id for grant in by.grants if grant.role == Role.BODY_ADMIN and grant.body_id]
    told = ReportReminder.objects.filter(body=OuterRef("pk"), year=year)
    handed_in = AnnualReport.objects.filter(body=OuterRef("pk"), year=year, submitted_at__isnull=False)
    return Body.objects.filter(Exists(told), ~Exists(handed_in), pk__in=mine, state=BodyState.ACTIVE)


def reports_of(bodies: Iterable[Body], year: int) -> dict[UUID, AnnualReport]:
    """The reports of some organisations for a year, handed in or not, by organisation."""
    rows = AnnualReport.objects.filter(body__in=[body.pk for body in bodies], year=year)
    return {row.body_id: row for row in rows.defer("narrative", "recording", "figures")}
