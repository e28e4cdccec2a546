"""An organisation's annual work report (民政部令第 67 号 art. 18): which years it is for, when it is due. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from redvest.registry.annual_report_errors import AnnualReportEmpty, AnnualReportYearWrong
from redvest.registry.choices import ReminderStage

SHORTEST, LONGEST = 10, 5_000
# What is frozen when a report is handed in, and told again if the ledger was corrected since.
COUNTED = ("people", "times", "activities", "imported", "minutes", "certificates")


class ReportState(StrEnum):
    HANDED_IN = "handed-in"
    LATE = "late"
    SENT_BACK = "sent-back"
    MISSING = "missing"
    OVERDUE = "overdue"


def year_days(year: int) -> tuple[date, date]:
    """The first and the last day."""
    return date(year, 1, 1), date(year, 12, 31)


def check_year(year: int, registered_on: date, today: date) -> None:
    """Raises AnnualReportYearWrong for a year that is not over, or before the organisation was on the register."""
    if not registered_on.year <= year < today.year:
        raise AnnualReportYearWrong


def due_on(year: int, days: int) -> date:
    """The last day on which the report of a year is in time: ``days`` after its end, by the days of a common year.

    151 is 31 May in every year: a leap day moves no due day.
    """
    common = date(2001, 1, 1) + timedelta(days=days - 1)
    return common.replace(year=year + 1 + common.year - 2001)


def report_years(registered_on: date, today: date, most: int = 5) -> list[int]:
    """The years that a report can be about, the latest first."""
    return list(range(today.year - 1, max(registered_on.year, today.year - most) - 1, -1))


def state_of(*, handed_in: date | None, sent_back: bool, due: date, today: date) -> ReportState:
    """``handed_in`` is the day on which it was, if it was."""
    if handed_in:
        return ReportState.LATE if handed_in > due else ReportState.HANDED_IN
    if sent_back:
        return ReportState.SENT_BACK
    return ReportState.OVERDUE if today > due else ReportState.MISSING


def reminder_on(today: date, due: date, *, ahead: int, after: int) -> ReminderStage | None:
    """Which stage of silence a lacking report is at on a day; ``ahead`` and ``after`` are days beside the last one."""
    if today > due + timedelta(days=after):
        return ReminderStage.ESCALATED
    if today > due:
        return ReminderStage.OVERDUE
    return ReminderStage.BEFORE if today >= due - timedelta(days=ahead) else None


def checked_words(text: str) -> str:
    """What the organisation adds, without spaces at the ends. Raises AnnualReportEmpty."""
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise AnnualReportEmpty
    return text


def changed_since(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """The figures that the ledger tells otherwise today, by name: as handed in, as now.

    A report from before imported records were counted apart has no figure of them, and its activities are no news.
    """
    apart = "imported" in frozen
    told = [key for key in COUNTED if key in frozen and (apart or key != "activities")]
    return {key: (frozen[key], now[key]) for key in told if frozen[key] != now.get(key)}
