"""A recurrence as an RRULE: what is written can be read again, what is no rule of ours is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.recurrence import Frequency, Recurrence
from redvest.service.rules.recurrence_text import read_rrule, rrule_text

RULES = st.one_of(
    st.builds(Recurrence, st.just(Frequency.DAILY), st.integers(1, 30)),
    st.builds(
        Recurrence,
        st.just(Frequency.WEEKLY),
        st.integers(1, 9),
        st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))),
    ),
    st.builds(Recurrence, st.just(Frequency.MONTHLY), st.integers(1, 12), month_day=st.integers(1, 31)),
    st.builds(
        Recurrence,
        st.just(Frequency.MONTHLY),
        weekdays=st.integers(0, 6).map(lambda day: (day,)),
        nth=st.sampled_from((1, 2, 3, 4, -1)),
    ),
)


def test_rules_look_as_the_standard_has_them():
    assert rrule_text(Recurrence(Frequency.WEEKLY, 2, (5, 6)), date(2027, 1, 1)) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;UNTIL=20270101"
    )
    assert rrule_text(Recurrence(Frequency.MONTHLY, weekdays=(5,), nth=-1)) == "FREQ=MONTHLY;BYDAY=-1SA"
    assert rrule_text(Recurrence(Frequency.MONTHLY, month_day=15)) == "FREQ=MONTHLY;BYMONTHDAY=15"


@given(RULES, st.none() | st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_what_is_written_is_read_again(rule: Recurrence, until: date | None):
    text = rrule_text(rule, until)
    assert read_rrule(text) == (rule, until)
    assert read_rrule(f"RRULE:{text.lower()}") == (rule, until)
    assert len(text) <= 120  # what the column holds


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=HOURLY", "INTERVAL=2", "FREQ=WEEKLY;BYSETPOS=1", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0",
     "FREQ=MONTHLY;BYDAY=1SA,2SU", "FREQ", "FREQ=DAILY;UNTIL=soon"],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_refused(text: str):
    with pytest.raises(ValueError):
        read_rrule(text)
