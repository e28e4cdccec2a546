"""Opening hours: the week, days that differ, the next opening, and what must hold whatever the pattern."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.registry.rules.opening import Exceptional, Weekly, is_open, next_opening, spans_on

SINCE = date(2026, 1, 1)
THURSDAY = date(2026, 3, 5)
MORNING, NOON, AFTERNOON, EVENING = time(9), time(12), time(14), time(17, 30)
WEEK = [
    Weekly(3, AFTERNOON, EVENING, SINCE),
    Weekly(3, MORNING, NOON, SINCE),
    Weekly(0, MORNING, NOON, SINCE),
]


def at(hour: int, minute: int = 0, day: date = THURSDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(8, 59), False),
        (at(9), True),
        (at(11, 59), True),
        (at(12), False),
        (at(14), True),
        (at(17, 30), False),
        (at(9, day=date(2026, 3, 6)), False),
    ],
)
def test_open_from_the_first_minute_until_the_minute_of_closing(moment: datetime, expected: bool) -> None:
    assert is_open(moment, WEEK, []) is expected


def test_a_day_that_differs_replaces_the_whole_day() -> None:
    closed, late = Exceptional(THURSDAY), Exceptional(THURSDAY, time(18), time(20))
    assert spans_on(THURSDAY, WEEK, [closed]) == []
    assert spans_on(THURSDAY, WEEK, [late]) == [(time(18), time(20))]
    assert spans_on(THURSDAY + timedelta(days=7), WEEK, [closed]) == [(MORNING, NOON), (AFTERNOON, EVENING)]


def test_the_next_opening_looks_past_lunch_past_closed_days_and_gives_up() -> None:
    assert next_opening(at(12), WEEK, []) == at(14)
    assert next_opening(at(18), WEEK, []) == at(9, day=date(2026, 3, 9))
    assert next_opening(at(18), WEEK, [Exceptional(date(2026, 3, 9))]) == at(9, day=date(2026, 3, 12))
    assert next_opening(at(9), [], []) is None
    assert next_opening(at(9), [Weekly(3, MORNING, NOON, SINCE, THURSDAY)], []) is None


hours = st.tuples(st.times(), st.times()).map(sorted).filter(lambda pair: pair[0] < pair[1])
weeks = st.lists(
    st.builds(
        lambda day, span, start, length: Weekly(
            day, span[0], span[1], start, None if length is None else start + timedelta(days=length)
        ),
        st.integers(0, 6), hours, st.dates(date(2026, 1, 1), date(2026, 4, 1)), st.none() | st.integers(0, 40),
    ),
    max_size=6,
)  # fmt: skip
special = st.lists(
    st.builds(
        lambda day, span: Exceptional(day, *(span or (None, None))),
        st.dates(date(2026, 2, 1), date(2026, 4, 1)), st.none() | hours,
    ),
    max_size=4,
)  # fmt: skip
moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 1)).map(
    lambda each: each.replace(tzinfo=CHINA)
)


@given(moments, weeks, special)
def test_it_is_open_at_the_next_opening_which_is_always_later(moment, week, days) -> None:  # type: ignore[no-untyped-def]
    found = next_opening(moment, week, days)
    if found is not None:
        assert found > moment
        assert is_open(found, week, days)


@given(moments, weeks, special)
def test_open_is_the_same_question_in_every_zone_and_only_within_a_span(moment, week, days) -> None:  # type: ignore[no-untyped-def]
    from_afar = moment.astimezone(CHINA) + timedelta(0)
    assert is_open(moment, week, days) == is_open(from_afar, week, days)
    if not spans_on(moment.date(), week, days):
        assert not is_open(moment, week, days)
