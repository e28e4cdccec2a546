"""Quiet hours, waits and choices."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.registry.choices import Channel, MessageKind
from redvest.registry.rules.delivery import MOST_TRIES, goes_out_at, next_try, wants

NIGHT = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)  # 23:30
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("at", "hours", "out"),
    [
        (NIGHT, (22, 7), datetime(2026, 3, 6, 7, tzinfo=CHINA)),
        (NIGHT + timedelta(hours=2), (22, 7), datetime(2026, 3, 6, 7, tzinfo=CHINA)),
        (NIGHT, (7, 7), NIGHT),
        (datetime(2026, 3, 5, 13, tzinfo=CHINA), (12, 14), datetime(2026, 3, 5, 14, tzinfo=CHINA)),
        (datetime(2026, 3, 5, 14, tzinfo=CHINA), (12, 14), datetime(2026, 3, 5, 14, tzinfo=CHINA)),
    ],
)
def test_what_is_calm_waits_for_the_morning(at: datetime, hours: tuple[int, int], out: datetime) -> None:
    assert goes_out_at(at, quiet_from=hours[0], quiet_until=hours[1], urgent=False) == out
    assert goes_out_at(at, quiet_from=hours[0], quiet_until=hours[1], urgent=True) == at


@given(moments, st.integers(0, 23), st.integers(0, 23))
def test_it_never_goes_out_before_nor_a_day_later_nor_in_quiet_hours(
    at: datetime, start: int, end: int
) -> None:
    out = goes_out_at(at, quiet_from=start, quiet_until=end, urgent=False)
    assert at <= out < at + timedelta(days=1)
    assert goes_out_at(out, quiet_from=start, quiet_until=end, urgent=False) == out


def test_tries_come_to_an_end() -> None:
    waits = [next_try(tries, NIGHT) for tries in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None and waits[:-1] == sorted(each for each in waits if each)


def test_choices_hold_but_for_warnings_of_ones_account() -> None:
    no = {("signup", "sms"): False, ("account", "sms"): False, ("account", "email"): False}
    assert not wants(no, MessageKind.SIGNUP, Channel.SMS) and wants(no, "hours", "sms")
    assert wants(no, MessageKind.ACCOUNT, Channel.SMS) and not wants(no, "account", "email")
