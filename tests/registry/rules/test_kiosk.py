"""Pairing codes and names of kiosks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.kiosk_errors import KioskNameMissing
from redvest.registry.rules.kiosk import (
    CLOCK_SKEW,
    CODE_DIGITS,
    LONGEST_NAME,
    checked_kiosk_name,
    in_time,
    new_code,
    plain_code,
    true_moment,
)


def test_codes_are_digits_of_one_length_and_differ() -> None:
    codes = {new_code() for _n in range(50)}
    assert len(codes) > 40
    assert all(len(code) == CODE_DIGITS and code.isascii() and code.isdigit() for code in codes)


@pytest.mark.parametrize("typed", ["12345678", "1234 5678", "１２３４５６７８", "1234-5678 "])
def test_a_code_reads_the_same_however_it_is_typed(typed: str) -> None:
    assert plain_code(typed) == "12345678"


@given(st.text(max_size=80))
def test_a_name_is_short_and_says_something_or_is_refused(raw: str) -> None:
    try:
        name = checked_kiosk_name(raw)
    except KioskNameMissing:
        assert not raw.split()
    else:
        assert 0 < len(name) <= LONGEST_NAME


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(days=3))


@given(at=MOMENTS, ago=SPANS, skew=st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_wrong_clock_is_put_right_to_two_minutes(at: datetime, ago: timedelta, skew: timedelta) -> None:
    """Whatever the screen's clock says, what happened ``ago`` is dated so, or two minutes beside it."""
    told = true_moment(at - ago + skew, sent_at=at + skew, at=at)
    assert abs(told - (at - ago)) <= CLOCK_SKEW
    if abs(skew) > CLOCK_SKEW:
        assert told == at - ago


@given(at=MOMENTS, ago=SPANS)
def test_a_day_is_in_time_and_longer_is_not(at: datetime, ago: timedelta) -> None:
    assert in_time(at - ago, at) == (ago <= timedelta(hours=24))


@given(st.text(max_size=30))
def test_a_plain_code_is_nothing_but_digits_and_stays(typed: str) -> None:
    plain = plain_code(typed)
    assert plain_code(plain) == plain
    assert all(letter.isdecimal() for letter in plain)
