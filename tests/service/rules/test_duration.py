"""Minutes of service: what counts of a stay, days across midnight, overlaps, rounding once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.duration import (
    CITY_ZONE,
    RoundingMode,
    actual_minutes,
    minutes_per_day,
    over_long,
    overlaps,
    round_minutes,
)

MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(days=4))


def at(clock: str, day: int = 5) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 3, day, int(hour), int(minute), tzinfo=CITY_ZONE)


def served(came: str, left: str, **options: int) -> int:
    """Minutes at an activity from nine to twelve."""
    return actual_minutes(at(came), at(left), starts_at=at("9:00"), ends_at=at("12:00"), **options)


@pytest.mark.parametrize(
    ("came", "left", "minutes"),
    [
        ("9:00", "12:00", 180),
        ("8:20", "12:00", 180),
        ("9:10", "11:30", 140),
        ("9:00", "13:30", 180),
        ("8:00", "8:50", 0),
        ("12:30", "13:00", 0),
        ("11:00", "10:00", 0),
        ("10:00", "10:00", 0),
    ],
)
def test_only_the_planned_time_counts(came: str, left: str, minutes: int) -> None:
    assert served(came, left) == minutes


def test_staying_on_counts_up_to_the_allowed_overrun() -> None:
    assert served("9:00", "12:20", overrun_minutes=30) == 200
    assert served("9:00", "14:00", overrun_minutes=30) == 210


def test_seconds_never_round_up() -> None:
    minutes = actual_minutes(
        at("9:00"), at("9:30") - timedelta(seconds=1), starts_at=at("9:00"), ends_at=at("12:00")
    )
    assert minutes == 29


@pytest.mark.parametrize(
    ("left", "minutes"),
    [("12:00", 150), ("10:00", 30), ("9:50", 30), ("9:30", 30), ("9:20", 20), ("9:00", 0)],
)
def test_the_break_comes_off_but_never_more_than_is_fair(left: str, minutes: int) -> None:
    assert served("9:00", left, break_minutes=30) == minutes


@given(MOMENTS, SPANS, SPANS, SPANS, st.integers(0, 240), st.integers(0, 120))
def test_who_stays_longer_never_gets_less(
    starts: datetime, length: timedelta, stay: timedelta, more: timedelta, pause: int, overrun: int
) -> None:
    def minutes(leaving: datetime) -> int:
        return actual_minutes(
            starts,
            leaving,
            starts_at=starts,
            ends_at=starts + length,
            break_minutes=pause,
            overrun_minutes=overrun,
        )

    short, long = minutes(starts + stay), minutes(starts + stay + more)
    assert 0 <= short <= long
    assert long <= (length + timedelta(minutes=overrun)) / timedelta(minutes=1)
    assert short <= stay / timedelta(minutes=1)


def test_zones_do_not_matter_only_moments_do() -> None:
    utc = actual_minutes(
        at("9:00").astimezone(UTC),
        at("12:00").astimezone(ZoneInfo("America/New_York")),
        starts_at=at("9:00"),
        ends_at=at("12:00").astimezone(timezone(timedelta(hours=5, minutes=30))),
    )
    assert utc == 180


def test_a_time_without_zone_is_a_mistake() -> None:
    bare = datetime(2026, 3, 5, 9)
    with pytest.raises(ValueError, match="zone"):
        actual_minutes(bare, at("12:00"), starts_at=at("9:00"), ends_at=at("12:00"))
    with pytest.raises(ValueError, match="zone"):
        overlaps(at("9:00"), at("10:00"), bare, at("12:00"))
    with pytest.raises(ValueError, match="zone"):
        minutes_per_day(bare, at("12:00"))


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (("9:00", "12:00"), ("12:00", "14:00"), False),
        (("9:00", "12:00"), ("11:59", "14:00"), True),
        (("9:00", "12:00"), ("10:00", "11:00"), True),
        (("9:00", "12:00"), ("9:00", "12:00"), True),
        (("9:00", "10:00"), ("11:00", "12:00"), False),
        (("10:00", "10:00"), ("9:00", "12:00"), False),
    ],
)
def test_overlaps(first: tuple[str, str], second: tuple[str, str], shared: bool) -> None:
    one, two = [at(clock) for clock in first], [at(clock) for clock in second]
    assert overlaps(one[0], one[1], two[0], two[1]) is shared
    assert overlaps(two[0], two[1], one[0], one[1]) is shared


def test_a_night_falls_on_two_days_of_the_city() -> None:
    days = minutes_per_day(at("22:30"), at("6:15", day=6))
    assert days == {date(2026, 3, 5): 90, date(2026, 3, 6): 375}


def test_the_day_is_the_one_in_the_city_whatever_the_zone() -> None:
    # 17:00 to 19:00 UTC is one to three in the morning of the next day here.
    begun = datetime(2026, 3, 5, 17, tzinfo=UTC)
    assert minutes_per_day(begun, begun + timedelta(hours=2)) == {date(2026, 3, 6): 120}


def test_an_empty_or_turned_interval_has_no_days() -> None:
    assert minutes_per_day(at("9:00"), at("9:00")) == {}
    assert minutes_per_day(at("9:00"), at("8:00")) == {}


@given(MOMENTS, SPANS)
def test_the_days_add_up_to_the_whole(begun: datetime, length: timedelta) -> None:
    days = minutes_per_day(begun, begun + length)
    assert sum(days.values()) == length // timedelta(minutes=1)
    assert list(days) == sorted(days)
    assert all(minutes > 0 for minutes in days.values())
    # 1986 to 1991 the clocks changed: a day then had up to 25 hours.
    assert all(minutes <= 25 * 60 for minutes in days.values())


def test_a_day_of_a_changing_clock_is_counted_as_it_passed() -> None:
    begun = datetime(1990, 4, 15, 0, 0, tzinfo=CITY_ZONE)
    done = datetime(1990, 4, 16, 0, 0, tzinfo=CITY_ZONE)
    assert minutes_per_day(begun, done) == {date(1990, 4, 15): 23 * 60}


def test_over_long_days_are_named_in_order() -> None:
    days = {date(2026, 3, 7): 721, date(2026, 3, 5): 900, date(2026, 3, 6): 720}
    assert over_long(days, 720) == [date(2026, 3, 5), date(2026, 3, 7)]
    assert over_long({}, 720) == []


@pytest.mark.parametrize(
    ("minutes", "unit", "mode", "rounded"),
    [
        (44, 30, "down", 30),
        (44, 30, "nearest", 30),
        (45, 30, "nearest", 60),
        (46, 30, "nearest", 60),
        (31, 30, "up", 60),
        (30, 30, "up", 30),
        (0, 30, "up", 0),
        (7, 15, "nearest", 0),
        (8, 15, "nearest", 15),
        (123, 1, "nearest", 123),
    ],
)
def test_rounding(minutes: int, unit: int, mode: str, rounded: int) -> None:
    assert round_minutes(minutes, unit, mode) == rounded


@given(st.integers(0, 100_000), st.integers(1, 240), st.sampled_from(RoundingMode))
def test_rounding_lands_on_the_unit_near_by_and_is_settled(
    minutes: int, unit: int, mode: RoundingMode
) -> None:
    rounded = round_minutes(minutes, unit, mode)
    assert rounded % unit == 0
    assert abs(rounded - minutes) < unit
    assert round_minutes(rounded, unit, mode) == rounded
    if mode is RoundingMode.NEAREST:
        assert 2 * abs(rounded - minutes) <= unit


@pytest.mark.parametrize(("minutes", "unit", "mode"), [(-1, 30, "down"), (10, 0, "down"), (10, 30, "half")])
def test_what_cannot_be_rounded_is_refused(minutes: int, unit: int, mode: str) -> None:
    with pytest.raises(ValueError, match=r"minutes|half"):
        round_minutes(minutes, unit, mode)
