"""Which years an annual report is for, when it is due, what it must say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.annual_report_errors import AnnualReportEmpty, AnnualReportYearWrong
from redvest.registry.rules.annual_report import (
    LONGEST,
    ReportState,
    changed_since,
    check_year,
    checked_words,
    due_on,
    reminder_on,
    report_years,
    state_of,
    year_days,
)

TODAY = date(2026, 3, 5)


def test_the_default_is_the_last_day_of_may() -> None:
    assert due_on(2025, 151) == date(2026, 5, 31)
    assert due_on(2023, 151) == date(2024, 5, 31), "a leap day moves no due day"
    assert (due_on(2025, 1), due_on(2025, 366)) == (date(2026, 1, 1), date(2027, 1, 1))


@given(st.integers(1990, 2090), st.dates(date(1990, 1, 1), date(2026, 3, 5)))
def test_a_year_that_may_be_reported_is_over_and_began_on_the_register(year: int, since: date) -> None:
    try:
        check_year(year, since, TODAY)
    except AnnualReportYearWrong:
        assert year >= TODAY.year or year < since.year
    else:
        assert since.year <= year < TODAY.year and year_days(year)[1] < TODAY


@given(st.dates(date(2000, 1, 1), date(2026, 3, 5)))
def test_every_year_on_offer_is_allowed(since: date) -> None:
    years = report_years(since, TODAY)
    assert len(years) <= 5 and years == sorted(years, reverse=True)
    for year in years:
        check_year(year, since, TODAY)


def test_states() -> None:
    due, after = date(2026, 5, 31), date(2026, 6, 1)
    assert state_of(handed_in=due, sent_back=False, due=due, today=after) is ReportState.HANDED_IN
    assert state_of(handed_in=after, sent_back=False, due=due, today=after) is ReportState.LATE
    assert state_of(handed_in=None, sent_back=True, due=due, today=due) is ReportState.SENT_BACK
    assert state_of(handed_in=None, sent_back=False, due=due, today=due) is ReportState.MISSING
    assert state_of(handed_in=None, sent_back=False, due=due, today=after) is ReportState.OVERDUE


def test_words() -> None:
    assert checked_words("  这一年我们服务了社区老人。 ") == "这一年我们服务了社区老人。"
    for wrong in ("", "短", " " * 50, "长" * (LONGEST + 1)):
        with pytest.raises(AnnualReportEmpty):
            checked_words(wrong)


def test_what_the_ledger_tells_otherwise_since() -> None:
    frozen = {"people": 2, "times": 3, "activities": 1, "minutes": 90, "certificates": 0, "members": 5}
    assert changed_since(frozen, {**frozen, "members": 9}) == {}
    assert changed_since(frozen, {**frozen, "minutes": 60, "times": 2}) == {
        "times": (3, 2),
        "minutes": (90, 60),
    }


@pytest.mark.parametrize(
    ("day", "stage"),
    [(-31, None), (-30, "before"), (0, "before"), (1, "overdue"), (15, "overdue"), (16, "escalated")],
)
def test_silence_goes_from_the_head_to_the_city(day: int, stage: str | None) -> None:
    due = date(2026, 5, 31)
    found = reminder_on(due + timedelta(days=day), due, ahead=30, after=15)
    assert (found and found.value) == stage
