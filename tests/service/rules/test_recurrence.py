"""On which days something recurs: weeks, fortnights, months, the fifth week that a month may lack, and the limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.recurrence import MOST, Frequency, Recurrence, days_of, plan

SATURDAY = date(2026, 3, 7)
WEEKLY = Recurrence(Frequency.WEEKLY)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def first(rule: Recurrence, n: int, begin: date = SATURDAY) -> list[str]:
    days = days_of(rule, begin)
    return [next(days).isoformat() for _ in range(n)]


def test_every_week_is_the_day_of_the_first_where_none_is_chosen():
    assert first(WEEKLY, 3) == ["2026-03-07", "2026-03-14", "2026-03-21"]


def test_a_fortnight_counts_weeks_from_monday_on_as_the_standard_does():
    # RFC 5545: "every other week on Tuesday and Thursday", WKST=MO; begun on a Thursday.
    rule = Recurrence(Frequency.WEEKLY, 2, (1, 3))
    assert first(rule, 4, date(2026, 3, 5)) == ["2026-03-05", "2026-03-17", "2026-03-19", "2026-03-31"]


def test_the_31st_is_passed_over_where_a_month_has_none():
    rule = Recurrence(Frequency.MONTHLY, month_day=31)
    assert first(rule, 4, date(2026, 1, 31)) == ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]


def test_the_second_saturday_and_the_last_one_of_each_month():
    second = Recurrence(Frequency.MONTHLY, weekdays=(5,), nth=2)
    assert first(second, 3, date(2026, 3, 14)) == ["2026-03-14", "2026-04-11", "2026-05-09"]
    last = Recurrence(Frequency.MONTHLY, weekdays=(5,), nth=-1)
    assert first(last, 3, date(2026, 3, 28)) == ["2026-03-28", "2026-04-25", "2026-05-30"]


def test_every_third_month_and_every_other_day():
    assert first(Recurrence(Frequency.MONTHLY, 3, month_day=7), 3) == [
        "2026-03-07",
        "2026-06-07",
        "2026-09-07",
    ]
    assert first(Recurrence(Frequency.DAILY, 2), 3) == ["2026-03-07", "2026-03-09", "2026-03-11"]


@pytest.mark.parametrize(
    ("nth", "day"),
    [(1, "03-07"), (4, "03-28"), (5, "05-30"), (-1, "03-28"), (-4, "03-07"), (-5, "05-02")],
)
def test_a_weekday_is_counted_from_either_end_of_its_month_and_a_month_without_it_is_passed_over(nth, day):
    rule = Recurrence(Frequency.MONTHLY, weekdays=(5,), nth=nth)
    assert first(rule, 1, date(2026, 3, 1)) == [f"2026-{day}"]


def test_fifty_two_weeks_are_a_year():
    found = plan(WEEKLY, SATURDAY, times=52)
    assert (len(found.days), found.days[-1], found.too_many) == (52, SATURDAY + timedelta(weeks=51), False)


@pytest.mark.parametrize("day", [1, 31])
def test_months_are_counted_up_to_the_most_however_long_they_take(day: int):
    found = plan(Recurrence(Frequency.MONTHLY, month_day=day), date(2026, 1, day), times=MOST)
    assert len(found.days) == MOST and not found.too_many


def test_a_rule_that_hits_nothing_ends():
    assert plan(Recurrence(Frequency.MONTHLY, 12, month_day=30), date(2026, 2, 1), times=2).days == ()


def test_what_is_left_out_does_not_count_among_the_times():
    holiday = SATURDAY + timedelta(weeks=1)
    found = plan(WEEKLY, SATURDAY, times=3, leave_out=lambda day: day == holiday)
    assert found.days == (SATURDAY, SATURDAY + timedelta(weeks=2), SATURDAY + timedelta(weeks=3))
    assert found.left_out == (holiday,)


def test_the_last_day_is_included_and_the_one_after_is_not():
    until = SATURDAY + timedelta(weeks=2)
    assert plan(WEEKLY, SATURDAY, until=until).days[-1] == until
    assert plan(WEEKLY, SATURDAY, until=until - timedelta(days=1)).days[-1] == until - timedelta(weeks=1)


def test_more_than_the_most_is_said_and_not_cut_off_silently():
    exact = plan(Recurrence(Frequency.DAILY), SATURDAY, until=SATURDAY + timedelta(days=MOST - 1))
    assert (len(exact.days), exact.too_many) == (MOST, False)
    more = plan(Recurrence(Frequency.DAILY), SATURDAY, until=SATURDAY + timedelta(days=MOST))
    assert more.too_many


@given(
    DAYS,
    st.integers(1, 4),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
)
def test_days_of_weeks_are_chosen_weekdays_in_weeks_a_whole_interval_apart(begin, interval, weekdays):
    days = days_of(Recurrence(Frequency.WEEKLY, interval, weekdays), begin)
    found = [next(days) for _ in range(10)]
    monday = begin - timedelta(days=begin.weekday())
    assert found == sorted(set(found)) and found[0] >= begin
    assert {day.weekday() for day in found} <= set(weekdays)
    assert all((day - monday).days // 7 % interval == 0 for day in found)
