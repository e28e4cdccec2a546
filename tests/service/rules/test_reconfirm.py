"""When people are asked once more, and until when: never at night, never so late that nobody could come instead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.service.rules.offer import is_quiet
from redvest.service.rules.reconfirm import ReconfirmTerms, asked_from, due_at, reminds, stands

TERMS = ReconfirmTerms()
START = datetime(2026, 3, 8, 9, 0, tzinfo=CHINA)  # a Sunday, nine in the morning
HOUR = timedelta(hours=1)


def test_two_days_ahead_with_a_day_to_answer() -> None:
    assert asked_from(START, TERMS) == START - 48 * HOUR
    assert due_at(asked_at=START - 48 * HOUR, starts_at=START, terms=TERMS) == START - 24 * HOUR
    assert due_at(asked_at=START - 49 * HOUR, starts_at=START, terms=TERMS) is None


@pytest.mark.parametrize("hour", [22, 23, 0, 3, 6])
def test_nobody_is_asked_at_night(hour: int) -> None:
    at = datetime(2026, 3, 7, hour, 0, tzinfo=CHINA)
    assert due_at(asked_at=at, starts_at=START + 24 * HOUR, terms=TERMS) is None


def test_a_deadline_in_the_night_moves_to_the_morning_if_that_leaves_time() -> None:
    start = datetime(2026, 3, 8, 23, 0, tzinfo=CHINA)  # a day ahead is eleven at night
    due = due_at(asked_at=start - 47 * HOUR + 10 * HOUR, starts_at=start, terms=TERMS)
    assert due == datetime(2026, 3, 8, 7, 0, tzinfo=CHINA)
    near = ReconfirmTerms(ask_hours=24, due_hours=6)
    start = datetime(
        2026, 3, 8, 8, 0, tzinfo=CHINA
    )  # six hours ahead is two at night; the morning is too late
    assert due_at(asked_at=start - 20 * HOUR, starts_at=start, terms=near) == start - 6 * HOUR


def test_who_is_asked_late_has_six_hours_or_is_not_asked_at_all() -> None:
    assert due_at(asked_at=START - 22 * HOUR, starts_at=START, terms=TERMS) == START - 16 * HOUR
    assert due_at(asked_at=START - 13 * HOUR, starts_at=START, terms=TERMS) is None


def test_a_reminder_before_the_deadline_by_day() -> None:
    due = START - 24 * HOUR
    assert not reminds(at=due - 7 * HOUR, due=due, terms=TERMS)
    assert not reminds(at=due - 6 * HOUR, due=due, terms=TERMS)  # three at night
    assert reminds(at=due - 2 * HOUR, due=due, terms=TERMS)
    assert not reminds(at=due, due=due, terms=TERMS)
    assert not reminds(at=due - HOUR, due=due, terms=ReconfirmTerms(remind_hours=0))


def test_a_deadline_of_before_the_activity_was_moved_does_not_stand() -> None:
    assert stands(due=START - 24 * HOUR, starts_at=START, terms=TERMS)
    assert not stands(due=START - 24 * HOUR, starts_at=START + 48 * HOUR, terms=TERMS)
    assert not stands(due=START, starts_at=START, terms=TERMS)


@given(
    before=st.integers(0, 200 * 60), ask=st.integers(2, 336), due=st.integers(1, 168), start=st.integers(0, 1440)
)  # fmt: skip
def test_whatever_the_terms_a_deadline_lies_ahead_and_leaves_half_the_time(
    before: int, ask: int, due: int, start: int
) -> None:
    terms = ReconfirmTerms(ask_hours=ask, due_hours=due)
    starts = START + timedelta(minutes=start)
    at = starts - timedelta(minutes=before)
    found = due_at(asked_at=at, starts_at=starts, terms=terms)
    if found is not None:
        assert at < found <= starts - timedelta(hours=due) / 2
        assert not is_quiet(at, terms.quiet) and at >= starts - timedelta(hours=ask)
