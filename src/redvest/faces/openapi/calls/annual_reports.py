"""Annual reports: read by everybody once handed in, written by the head, sent back by an officer of the place."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import BRIEFLY, answer
from redvest.faces.openapi.calls.finding import body_in
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Named
from redvest.faces.openapi.shapes.body_life import (
    ReportFigures,
    ReportForm,
    Reports,
    ReportShape,
    SendBackForm,
)
from redvest.oversight.actions.annual_report import hand_in_annual_report
from redvest.registry.actions.annual_report import keep_annual_report, send_back_report
from redvest.registry.annual_report_errors import AnnualReportNotHandedIn
from redvest.registry.models import AnnualReport
from redvest.registry.queries.annual_report import public_report, public_reports, report_of
from redvest.registry.queries.joining import public_body

calls = Calls("组织")


@calls.get("/bodies/{uuid:body_id}/annual-reports", public, "组织的年度工作报告", Reports)
def annual_reports(request: Asking, body_id: UUID) -> HttpResponse:
    """Those handed in, the latest year first (民政部令第 67 号 art. 18: made public)."""
    body = public_body(request.standing.city, body_id)
    return answer(Reports(items=[_shape(each) for each in public_reports(body)]), cache=BRIEFLY)


@calls.get("/bodies/{uuid:body_id}/annual-reports/{int:year}", public, "一年的工作报告", ReportShape)
def annual_report(request: Asking, body_id: UUID, year: int) -> HttpResponse:
    """One that was handed in."""
    return answer(_shape(public_report(request.standing.city, body_id, year)), cache=BRIEFLY)


@calls.post(
    "/bodies/{uuid:body_id}/annual-reports/{int:year}",
    staff,
    "写年度工作报告，存草稿或者交上去",
    ReportShape,
    409,
)
@once
def write_annual_report(request: Asking, body_id: UUID, year: int, form: ReportForm) -> HttpResponse:
    """The head of the organisation alone; nobody sends a figure."""
    body = body_in(request.standing.city, body_id)
    act = hand_in_annual_report if form.hand_in else keep_annual_report
    kept = act(
        by=request.standing, body=body, year=year, narrative=form.narrative, recording=form.recording, at=clock.now()
    )  # fmt: skip
    return answer(_shape(kept))


@calls.post(
    "/bodies/{uuid:body_id}/annual-reports/{int:year}/send-back", staff, "退回年度工作报告", ReportShape, 409
)
@once
def send_back_annual_report(request: Asking, body_id: UUID, year: int, form: SendBackForm) -> HttpResponse:
    """An officer of the place, with the reason."""
    found = report_of(body_in(request.standing.city, body_id), year)
    if found is None:
        raise AnnualReportNotHandedIn
    return answer(_shape(send_back_report(by=request.standing, report=found, note=form.note, at=clock.now())))


def _shape(report: AnnualReport) -> ReportShape:
    told = report.figures if report.submitted_at else None
    return ReportShape(
        body=Named(id=str(report.body_id), name=report.body.name), year=report.year, narrative=report.narrative,
        recording=report.recording, figures=ReportFigures.model_validate(told) if told else None,
        submitted_at=report.submitted_at, note=report.note,
    )  # fmt: skip
