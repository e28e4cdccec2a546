"""The dated slots of a weekly pattern."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.registry.rules.duty import slots_between

FIRST = date(2026, 3, 5)


def days(weekday: int, since: date, until: date | None, first: date, last: date) -> list[date]:
    spans = slots_between(
        weekday=weekday, begins=time(9), ends=time(12), since=since, until=until, first=first, last=last
    )
    return [start.date() for start, _end in spans]


def test_every_week_on_its_day_first_and_last_in_it() -> None:
    last = FIRST + timedelta(days=14)
    assert days(3, FIRST, None, FIRST, last) == [FIRST, FIRST + timedelta(days=7), last]
    assert days(3, FIRST, FIRST + timedelta(days=7), FIRST, last) == [FIRST, FIRST + timedelta(days=7)]
    assert days(3, FIRST + timedelta(days=1), None, FIRST, last) == [FIRST + timedelta(days=7), last]
    assert days(3, FIRST, FIRST - timedelta(days=1), FIRST, last) == []


def test_a_slot_lies_in_china() -> None:
    (slot,) = slots_between(
        weekday=3, begins=time(9), ends=time(12), since=FIRST, until=None, first=FIRST, last=FIRST
    )
    assert slot == (datetime(2026, 3, 5, 9, tzinfo=CHINA), datetime(2026, 3, 5, 12, tzinfo=CHINA))


@given(st.integers(0, 6), st.integers(0, 90))
def test_one_slot_a_week(weekday: int, length: int) -> None:
    found = days(weekday, FIRST, None, FIRST, FIRST + timedelta(days=length))
    assert all(day.weekday() == weekday for day in found)
    assert len(found) in (length // 7, length // 7 + 1)
