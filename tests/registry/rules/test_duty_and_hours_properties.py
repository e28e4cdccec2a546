"""What holds of a weekly pattern's dated slots and of a station's hours, whatever the pattern: cut anywhere, told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.registry.rules.duty import slots_between
from redvest.registry.rules.opening import LOOK_AHEAD, Exceptional, Weekly, is_open, next_opening, spans_on

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
lengths = st.integers(0, 90)
weekdays = st.integers(0, 6)
spans = st.tuples(st.times(), st.times()).map(sorted).filter(lambda pair: pair[0] < pair[1])


def dated(
    weekday: int, first: date, last: date, *, since: date = date(2020, 1, 1), until: date | None = None
) -> list[tuple[datetime, datetime]]:
    return list(
        slots_between(
            weekday=weekday,
            begins=time(8, 30),
            ends=time(11),
            since=since,
            until=until,
            first=first,
            last=last,
        )
    )


@given(weekdays, days, lengths, st.integers(0, 90))
def test_a_span_cut_in_two_has_the_same_slots(weekday: int, first: date, length: int, cut: int) -> None:
    last = first + length * DAY
    middle = min(first + cut * DAY, last)
    assert dated(weekday, first, middle) + dated(weekday, middle + DAY, last) == dated(weekday, first, last)


@given(days, lengths)
def test_the_seven_weekdays_fill_every_day_once(first: date, length: int) -> None:
    found = sorted(
        start.date() for weekday in range(7) for start, _end in dated(weekday, first, first + length * DAY)
    )
    assert found == [first + number * DAY for number in range(length + 1)]


@given(weekdays, days, lengths, days, st.none() | days)
def test_a_patterns_dates_only_take_away(
    weekday: int, first: date, length: int, since: date, until: date | None
) -> None:
    last = first + length * DAY
    every = dated(weekday, first, last)
    kept = dated(weekday, first, last, since=since, until=until)
    assert kept == [
        each for each in every if since <= each[0].date() and (until is None or each[0].date() <= until)
    ]


@given(weekdays, days, lengths)
def test_each_slot_is_of_its_day_and_they_come_in_order(weekday: int, first: date, length: int) -> None:
    found = dated(weekday, first, first + length * DAY)
    assert all(start.tzinfo is CHINA and end - start == timedelta(hours=2.5) for start, end in found)
    assert all(later[0] - sooner[0] == timedelta(weeks=1) for sooner, later in pairwise(found))


@given(weekdays, days)
def test_backwards_there_are_none(weekday: int, first: date) -> None:
    assert dated(weekday, first, first - DAY) == []


@given(days, st.lists(st.tuples(weekdays, spans), max_size=5))
def test_hours_repeat_every_week(day: date, week: list[tuple[int, list[time]]]) -> None:
    rows = [Weekly(weekday, span[0], span[1], date(2020, 1, 1)) for weekday, span in week]
    assert spans_on(day, rows, []) == spans_on(day + 7 * DAY, rows, [])
    assert spans_on(day, rows, []) == spans_on(day, rows[::-1], [])


@given(days, spans, st.integers(-3, 3))
def test_a_day_that_differs_touches_no_other_day(day: date, span: list[time], away: int) -> None:
    rows = [Weekly(number, time(9), time(17), date(2020, 1, 1)) for number in range(7)]
    special = [Exceptional(day, span[0], span[1])]
    expected = [(span[0], span[1])] if away == 0 else [(time(9), time(17))]
    assert spans_on(day + away * DAY, rows, special) == expected


@given(spans, st.times())
def test_open_is_from_the_first_moment_to_before_the_last(span: list[time], moment: time) -> None:
    rows = [Weekly(0, span[0], span[1], MONDAY)]
    at = datetime.combine(MONDAY, moment, CHINA)
    assert is_open(at, rows, []) is (span[0] <= moment < span[1])
    assert is_open(at.astimezone(UTC), rows, []) is is_open(at, rows, [])


def test_the_day_is_chinas_when_it_is_still_yesterday_in_greenwich() -> None:
    early = [Weekly(0, time(6), time(8), MONDAY)]
    assert is_open(datetime(2026, 3, 1, 22, 30, tzinfo=UTC), early, [])
    assert not is_open(datetime(2026, 3, 2, 6, 30, tzinfo=UTC), early, [])


@pytest.mark.parametrize(("ahead", "found"), [(59, True), (60, True), (61, False)])
def test_the_next_opening_looks_sixty_days_ahead(ahead: int, found: bool) -> None:
    opens = MONDAY + ahead * DAY
    at = datetime.combine(MONDAY, time(12), CHINA)
    special = [Exceptional(opens, time(9), time(10))]
    expected = datetime.combine(opens, time(9), CHINA) if found else None
    assert next_opening(at, [], special) == expected
    assert timedelta(days=60) == LOOK_AHEAD


@given(st.lists(spans, min_size=1, max_size=4), st.times())
def test_no_span_begins_between_now_and_the_next_opening(day_spans: list[list[time]], moment: time) -> None:
    rows = [Weekly(0, span[0], span[1], MONDAY) for span in day_spans]
    at = datetime.combine(MONDAY, moment, CHINA)
    found = next_opening(at, rows, [])
    assert found is not None
    later = [span[0] for span in day_spans if span[0] > moment]
    first = min(later) if later else min(span[0] for span in day_spans)
    assert found == datetime.combine(MONDAY if later else MONDAY + 7 * DAY, first, CHINA)
