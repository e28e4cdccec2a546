"""The figures of an organisation's annual report: those of ``redvest stats`` and of its ledger for the same year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from redvest.core.clock import CHINA
from redvest.oversight.queries.filtered_headline import filtered_headline
from redvest.oversight.queries.unit_ledger import totals_of
from redvest.registry.models import Body
from redvest.registry.rules.annual_report import year_days
from redvest.service.models import Certificate
from redvest.service.rules.measure import Slice


def annual_figures(body: Body, year: int, at: datetime) -> dict[str, Any]:
    """People, times, activities, imported records, minutes and hours of the year, certificates issued in it; members and
    projects as they were on its last evening.

    ``hours`` and ``people`` are what ``redvest stats --body CODE --from YEAR-01-01 --to YEAR-12-31`` tells as
    ``service_hours`` and ``active_volunteers``. Ten queries.
    """
    since, until = year_days(year)
    part = Slice(body.city, "", body.pk, since, until)
    told, totals = filtered_headline(part, at), totals_of(part)
    begins, ends = (datetime(each, 1, 1, tzinfo=CHINA) for each in (year, year + 1))
    issued = Certificate.objects.filter(body=body, issued_at__gte=begins, issued_at__lt=ends)
    return {
        "since": since.isoformat(), "until": until.isoformat(), "as_of": told.as_json()["as_of"],
        "people": told.active_volunteers, "times": totals.times, "activities": totals.activities, "imported": totals.imported,
        "minutes": totals.minutes, "hours": told.service_hours, "minutes_by_grade": told.minutes_by_grade,
        "certificates": issued.count(), "members": told.volunteers, "projects": told.projects,
    }  # fmt: skip
