"""Handing in an annual report: the words are the organisation's, the figures those of the records at that moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.oversight.queries.annual_report import annual_figures
from redvest.registry.actions.annual_report import hand_in_report, keep_annual_report
from redvest.registry.models import AnnualReport, Body
from redvest.registry.policy import Standing


@transaction.atomic
def hand_in_annual_report(
    *, by: Standing, body: Body, year: int, narrative: str, recording: str, at: datetime
) -> AnnualReport:
    """Save the words and freeze them with the figures; nobody types a figure. Raises as the two actions it is made of."""
    report = keep_annual_report(by=by, body=body, year=year, narrative=narrative, recording=recording, at=at)
    return hand_in_report(by=by, report=report, figures=annual_figures(body, year, at), at=at)
