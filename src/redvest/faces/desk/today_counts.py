"""All that the desk's first page only counts, in one query."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from redvest.core import clock
from redvest.core.db.counts import counts_of
from redvest.faces.desk.scope import bodies_within
from redvest.faces.desk.today_officer import officer_counts
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.policy import Standing
from redvest.registry.queries.annual_report import bodies_run_lacking, bodies_silent
from redvest.registry.queries.body import bodies_to_decide
from redvest.registry.queries.help_call import waiting_calls
from redvest.registry.queries.station_today import team_of
from redvest.registry.queries.volunteer import people_of
from redvest.service.queries.absence import appeals_to
from redvest.service.queries.activity import in_my_charge, to_review
from redvest.service.queries.backfill import waiting_requests
from redvest.service.queries.hours import awaiting_second_officer
from redvest.service.queries.integrity_case import to_do
from redvest.service.queries.recording import unfinished
from redvest.service.queries.report import open_reports


def page_counts(by: Standing, at: datetime) -> dict[str, int]:
    """All that this page only counts, in one query.

    People and organisations as the city's headline numbers count them: real names, good standing.
    """
    real = (RealNameState.CHECKED, RealNameState.VERIFIED)
    month, after = month_around(at)
    year = clock.day_of(at).year - 1
    return counts_of(
        {
            "second": awaiting_second_officer(by),
            "help": waiting_calls(by),
            **waiting_requests(by),
            **officer_counts(by),
            "activities": to_review(by) if by.regions() else None,
            "applied": bodies_to_decide(by) if by.regions() else None,
            "cases": to_do(by) if by.regions() else None,
            "appeals": appeals_to(by, at) if by.regions() or by.bodies() else None,
            "reports": open_reports(by) if by.regions() else None,
            "unfinished": unfinished(by, at),
            "silent": bodies_silent(by, year) if by.regions() else None,
            "lacking": bodies_run_lacking(by, year),
            "people": people_of(by).filter(state=VolunteerState.ACTIVE, real_name_state__in=real),
            "bodies": bodies_within(by).filter(state=BodyState.ACTIVE) if by.regions() else None,
            "team": team_of(by.stations()) if by.stations() else None,
            "month": in_my_charge(by).filter(starts_at__gte=month, starts_at__lt=after),
        }
    )


def month_around(at: datetime) -> tuple[datetime, datetime]:
    """The month around a moment: its first midnight and the next one's."""
    begins = datetime.combine(clock.day_of(at).replace(day=1), time.min, clock.CHINA)
    return begins, (begins + timedelta(days=32)).replace(day=1)
