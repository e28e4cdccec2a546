"""A kept search: only what was asked, in one spelling, and back again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.look import Look

looks = st.builds(
    Look,
    q=st.text(max_size=10),
    domain=st.sampled_from(["", "xinyu:02"]),
    region=st.sampled_from(["", "360502"]),
    from_=st.none() | st.dates(),
    to=st.none() | st.dates(),
    weekdays=st.lists(st.integers(1, 7), unique=True).map(sorted).map(tuple),
    part=st.sampled_from(["", "morning"]),
    age=st.none() | st.integers(1, 120),
    easy=st.booleans(),
)


@given(looks)
def test_what_is_kept_comes_back(look: Look) -> None:
    assert Look.of(json.loads(json.dumps(look.kept()))) == look


def test_nothing_asked_keeps_nothing() -> None:
    assert Look().kept() == {}
    assert Look.of({}) == Look()


def test_the_same_days_are_the_same_search() -> None:
    assert Look(weekdays=(7, 6)).kept() == Look(weekdays=(6, 7)).kept() == {"weekdays": [6, 7]}


def test_what_a_later_version_added_is_left_out() -> None:
    assert Look.of({"q": "树", "near": "114,27"}) == Look(q="树")


@pytest.mark.parametrize(("to", "over"), [(None, False), (date(2026, 3, 5), False), (date(2026, 3, 4), True)])
def test_days_gone(to: date | None, over: bool) -> None:
    assert Look(to=to).over(date(2026, 3, 5)) is over
