"""Whether a scan belongs to somebody's own shift, with the same room before and after as an activity has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.policy import EARLY, LATE, in_shift
from tests.factories.registry import NOW

SECOND = timedelta(seconds=1)
SHIFT = (NOW, NOW + timedelta(hours=4))
HOURS = st.integers(0, 48).map(lambda hour: NOW + timedelta(hours=hour))
SPANS = st.lists(st.tuples(HOURS, HOURS).map(lambda pair: (min(pair), max(pair))), max_size=4)


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (SHIFT[0] - EARLY - SECOND, False),
        (SHIFT[0] - EARLY, True),
        (SHIFT[0] + timedelta(hours=2), True),
        (SHIFT[1] + LATE, True),
        (SHIFT[1] + LATE + SECOND, False),
    ],
)
def test_the_room_before_and_after_is_exact(at, inside):
    assert in_shift([SHIFT], at) is inside


def test_who_has_no_shift_is_in_none():
    assert not in_shift([], NOW)


@given(SPANS, HOURS)
def test_several_shifts_let_in_whom_any_of_them_does(spans, at):
    assert in_shift(spans, at) is any(in_shift([span], at) for span in spans)
