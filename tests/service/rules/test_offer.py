"""How long an offer lasts: by day, over the night, near the start."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.service.rules.offer import OfferTerms, is_quiet, offer_ends, quiet_ends, rings_at_once

DAY = datetime(2026, 3, 5, 10, 0, tzinfo=CHINA)
TERMS = OfferTerms()
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def clock_time(day: int, hour: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02}T{hour}").replace(tzinfo=CHINA)


def test_by_day_it_lasts_as_the_rule_says() -> None:
    assert offer_ends(made_at=DAY, starts_at=DAY + 48 * HOUR, terms=TERMS) == DAY + 2 * HOUR


def test_the_night_is_not_counted() -> None:
    evening = DAY.replace(hour=21)
    assert offer_ends(made_at=evening, starts_at=evening + 48 * HOUR, terms=TERMS) == DAY.replace(
        day=6, hour=8
    )
    night = DAY.replace(hour=23, minute=30)
    assert offer_ends(made_at=night, starts_at=night + 48 * HOUR, terms=TERMS) == DAY.replace(day=6, hour=9)


def test_it_never_lasts_longer_than_half_of_what_is_left() -> None:
    evening = DAY.replace(hour=21)
    early = DAY.replace(day=6, hour=6)
    assert offer_ends(made_at=evening, starts_at=early, terms=TERMS) == evening + 4.5 * HOUR


@pytest.mark.parametrize(
    ("made", "starts", "ends"),
    [
        ("23:00", "08:00", "07:30"),
        ("22:30", "09:00", "08:00"),
        ("21:00", "08:00", "07:30"),
        ("21:00", "12:00", "08:00"),
        ("23:00", "14:00", "09:00"),
    ],
)
def test_it_does_not_end_while_people_sleep_where_the_morning_leaves_time(
    made: str, starts: str, ends: str
) -> None:
    made_at, starts_at, until = clock_time(5, made), clock_time(6, starts), clock_time(6, ends)
    assert offer_ends(made_at=made_at, starts_at=starts_at, terms=TERMS) == until
    assert not rings_at_once(made_at, starts_at, TERMS)


def test_who_had_the_whole_day_for_it_may_run_out_of_time_at_night() -> None:
    long = OfferTerms(minutes=24 * 60)
    assert offer_ends(made_at=DAY, starts_at=DAY + 28 * HOUR, terms=long) == DAY + 14 * HOUR


@pytest.mark.parametrize(
    ("made", "starts", "ends"),
    [("04:00", "10:00", "08:30"), ("05:30", "08:00", "07:30"), ("06:59", "09:00", "08:00")],
)
def test_what_is_made_before_dawn_begins_in_the_morning(made: str, starts: str, ends: str) -> None:
    made_at, starts_at, until = clock_time(6, made), clock_time(6, starts), clock_time(6, ends)
    assert offer_ends(made_at=made_at, starts_at=starts_at, terms=TERMS) == until
    assert not rings_at_once(made_at, starts_at, TERMS)


@pytest.mark.parametrize(
    ("made", "starts", "ends"),
    [
        ("06:00", "06:30", "06:10"),
        ("05:00", "07:30", "05:10"),
        ("03:00", "07:00", "05:00"),
        ("22:10", "23:30", "22:20"),
    ],
)
def test_where_the_morning_is_too_late_it_is_told_at_once(made: str, starts: str, ends: str) -> None:
    made_at, starts_at, until = clock_time(6, made), clock_time(6, starts), clock_time(6, ends)
    assert rings_at_once(made_at, starts_at, TERMS)
    assert offer_ends(made_at=made_at, starts_at=starts_at, terms=TERMS) == until


def test_by_day_only_what_begins_before_the_next_morning_may_ring_at_night() -> None:
    assert rings_at_once(clock_time(5, "21:50"), clock_time(6, "06:00"), TERMS)
    assert not rings_at_once(clock_time(5, "21:50"), clock_time(6, "08:00"), TERMS)
    never = OfferTerms(quiet_from=0, quiet_until=0)
    assert not rings_at_once(clock_time(5, "03:00"), clock_time(5, "03:30"), never)


@pytest.mark.parametrize(("left", "lasting"), [(180, 10), (30, 10), (16, 8), (8, 5), (3, 3)])
def test_near_the_start_it_is_short(left: int, lasting: int) -> None:
    assert offer_ends(made_at=DAY, starts_at=DAY + left * MINUTE, terms=TERMS) == DAY + lasting * MINUTE


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = OfferTerms(quiet_from=12, quiet_until=14)
    assert is_quiet(DAY.replace(hour=13), noon) and not is_quiet(DAY.replace(hour=14), noon)
    assert quiet_ends(DAY.replace(hour=13), noon) == DAY.replace(hour=14)
    never = OfferTerms(quiet_from=0, quiet_until=0)
    assert not any(is_quiet(DAY.replace(hour=hour), never) for hour in range(24))


@given(
    made=st.integers(0, 14 * 24 * 60), left=st.integers(1, 30 * 24 * 60), minutes=st.integers(5, 2880),
    near=st.integers(5, 120), near_hours=st.integers(0, 48), quiet=st.tuples(st.integers(0, 23), st.integers(0, 23)),
)  # fmt: skip
def test_it_always_ends_after_it_was_made_and_by_the_start(
    made: int, left: int, minutes: int, near: int, near_hours: int, quiet: tuple[int, int]
) -> None:
    terms = OfferTerms(minutes, near, near_hours, *quiet)
    made_at = DAY + made * MINUTE
    ends = offer_ends(made_at=made_at, starts_at=made_at + left * MINUTE, terms=terms)
    assert made_at < ends <= made_at + left * MINUTE
    assert quiet_ends(made_at, terms) >= made_at
    assert not is_quiet(quiet_ends(made_at, terms), terms)
    if not rings_at_once(made_at, made_at + left * MINUTE, terms):
        assert ends > quiet_ends(made_at, terms), "whoever is told in the morning can still take it"
