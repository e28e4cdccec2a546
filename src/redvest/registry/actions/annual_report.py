"""An organisation writes its annual report and hands it in once; an officer of its place may send it back.

The figures come from the records: ``oversight/actions/annual_report.py`` reads them and hands in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.body import hold_active_body
from redvest.registry.annual_report_errors import (
    AnnualReportEmpty,
    AnnualReportHandedIn,
    AnnualReportNotHandedIn,
)
from redvest.registry.body_errors import NoteMissing
from redvest.registry.models import AnnualReport, Body
from redvest.registry.policy import Standing, require_governs, require_heads
from redvest.registry.rules.annual_report import LONGEST, check_year, checked_words


@transaction.atomic
def keep_annual_report(
    *, by: Standing, body: Body, year: int, narrative: str, recording: str, at: datetime
) -> AnnualReport:
    """Save a draft. Raises NotAllowed, AnnualReportYearWrong, AnnualReportEmpty where too long, AnnualReportHandedIn."""
    require_heads(by, body.pk)
    check_year(year, day_of(body.applied_at), day_of(at))
    if max(len(narrative), len(recording)) > LONGEST:
        raise AnnualReportEmpty
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    kept = AnnualReport.objects.filter(body=body, year=year).first()
    if kept is not None and kept.submitted_at is not None:
        raise AnnualReportHandedIn
    kept = kept or AnnualReport(city=body.city, body=body, year=year)
    kept.narrative, kept.recording, kept.changed_at = narrative.strip(), recording.strip(), at
    kept.save()
    write_line(by=by.actor, at=at, city=body.city, verb="keep_annual_report", target=kept, year=year)
    return kept


@transaction.atomic
def hand_in_report(
    *, by: Standing, report: AnnualReport, figures: dict[str, Any], at: datetime
) -> AnnualReport:
    """Freeze words and figures. Raises NotAllowed, BodyNotActive, AnnualReportEmpty, AnnualReportHandedIn."""
    require_heads(by, report.body_id)
    hold_active_body(body=report.body, city=by.city)
    checked_words(report.narrative)
    checked_words(report.recording)
    open_ones = AnnualReport.objects.filter(pk=report.pk, submitted_at__isnull=True)
    if not open_ones.update(figures=figures, submitted_at=at, submitted_by_id=by.account_id, note=""):
        raise AnnualReportHandedIn
    report.refresh_from_db()
    write_line(
        by=by.actor, at=at, city=report.city, verb="hand_in_annual_report", target=report, year=report.year,
        figures=figures,
    )  # fmt: skip
    return report


@transaction.atomic
def send_back_report(*, by: Standing, report: AnnualReport, note: str, at: datetime) -> AnnualReport:
    """An officer of its place lets it be changed again, and says why. Raises NotAllowed, NoteMissing, AnnualReportNotHandedIn."""
    require_governs(by, report.body.region_path)
    note = " ".join(note.split())[:200]
    if not note:
        raise NoteMissing
    handed_in = AnnualReport.objects.filter(pk=report.pk, submitted_at__isnull=False)
    if not handed_in.update(submitted_at=None, note=note):
        raise AnnualReportNotHandedIn
    report.refresh_from_db()
    write_line(
        by=by.actor, at=at, city=report.city, verb="send_back_annual_report", target=report, reason=note,
        year=report.year,
    )  # fmt: skip
    return report
