"""Days are those of China, whatever the machine and the moment's own zone say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from redvest.core import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 5, 15, 59, 59, 999999, UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 16, 0, tzinfo=UTC), date(2026, 3, 6)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 3, 5, 0, 0, tzinfo=clock.CHINA), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 23, 59, tzinfo=timezone(timedelta(hours=-8))), date(2026, 3, 6)),
        (datetime(2024, 2, 28, 16, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_the_day_begins_at_midnight_in_china(moment: datetime, day: date) -> None:
    assert clock.day_of(moment) == day


@given(
    st.datetimes(datetime(1992, 1, 1), datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_the_same_moment_is_the_same_day_in_every_zone(naive: datetime, zone: timezone) -> None:
    moment = naive.replace(tzinfo=UTC)

    assert (
        clock.day_of(moment.astimezone(zone)) == clock.day_of(moment) == (naive + timedelta(hours=8)).date()
    )


def test_now_is_aware_and_now() -> None:
    with time_machine.travel(datetime(2026, 3, 5, 2, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta()
