"""Shifts: what of a presence counts, and what a form may not say."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.clock import CHINA
from redvest.service.rules.shift import Window, merged, minutes_within, shift_faults

DAY = datetime(2026, 3, 7, 0, 0, tzinfo=CHINA)
ACTIVITY = (DAY + timedelta(hours=8), DAY + timedelta(hours=20))


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def test_only_time_within_the_own_shift_counts():
    morning = Window(at(8), at(12))
    assert minutes_within([(at(7.5), at(14))], [morning]) == 240
    assert minutes_within([(at(9), at(11))], [morning]) == 120
    assert minutes_within([(at(13), at(15))], [morning]) == 0


def test_a_break_is_taken_off_once_and_never_costs_more_than_it_lasts():
    shift = Window(at(8), at(12), 30)
    assert minutes_within([(at(8), at(12))], [shift]) == 210
    assert minutes_within([(at(8), at(9)), (at(10), at(12))], [shift]) == 150
    assert minutes_within([(at(8), at(8.5))], [shift]) == 30
    assert shift.minutes == 210


def test_two_shifts_with_a_gap_count_apart_and_two_on_end_as_one():
    windows = merged([Window(at(14), at(18), 10), Window(at(8), at(12))])
    assert windows == (Window(at(8), at(12)), Window(at(14), at(18), 10))
    assert minutes_within([(at(8), at(18))], windows) == 240 + 230
    assert merged([Window(at(8), at(12), 5), Window(at(12), at(15), 10)]) == (Window(at(8), at(15), 15),)


def test_stays_that_share_time_count_it_once():
    assert minutes_within([(at(8), at(10)), (at(9), at(11))], [Window(at(8), at(12))]) == 180


def test_open_stays_and_none_at_all_are_nothing():
    assert minutes_within([(at(8), None), (None, at(9))], [Window(at(8), at(12))]) == 0
    assert minutes_within([], [Window(at(8), at(12))]) == 0


HOURS = st.integers(0, 96).map(lambda quarter: quarter / 4)
STAYS = st.lists(st.tuples(HOURS, HOURS).map(sorted).map(lambda pair: (at(pair[0]), at(pair[1]))), max_size=5)


@given(
    STAYS, st.lists(st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=4)
)
def test_never_more_than_the_shifts_nor_than_the_presence(stays, spans):
    windows = merged(Window(at(begins), at(ends)) for begins, ends in spans)
    found = minutes_within(stays, windows)
    assert 0 <= found <= sum(window.minutes for window in windows)
    assert found <= sum((out - begun) // timedelta(minutes=1) for begun, out in stays)


@pytest.mark.parametrize(
    ("name", "times", "pause", "word"),
    [
        ("早班" * 11, (at(8), at(12)), 0, "最长 20 个字"),
        ("早班", (at(8), None), 0, "要么都填"),
        ("早班", (at(12), at(8)), 0, "晚于开始"),
        ("早班", (at(7), at(12)), 0, "之间"),
        ("晚班", (at(18), at(21)), 0, "之间"),
        ("早班", (at(8), at(9)), 60, "比班次短"),
        ("", (None, None), 10, "填在活动上"),
    ],
)
def test_each_fault_is_a_sentence_with_the_number_of_the_post(name, times, pause, word):
    (fault,) = shift_faults(3, name, times, pause, ACTIVITY)
    assert "第 3 个岗位" in fault
    assert word in fault


def test_a_shift_as_long_as_the_activity_and_none_at_all_are_both_right():
    assert shift_faults(1, "全天", ACTIVITY, 60, ACTIVITY) == []
    assert shift_faults(1, "", (None, None), 0, ACTIVITY) == []
