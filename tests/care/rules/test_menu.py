"""What a service on a menu must say, and which week has room."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.menu import (
    WEEK,
    WEEKS_AHEAD,
    MenuForm,
    faults,
    left_in,
    monday_of,
    next_week_with_room,
    tidy,
)

HAIRCUT = MenuForm(
    name="上门理发", words="带好推子，给下不了楼的老人剪头发", domain="xinyu:10", region="360502", slots=1, a_week=5
)  # fmt: skip
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_a_service_that_says_everything_has_no_fault() -> None:
    assert faults(HAIRCUT) == []


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": "剪"}, "name", "让人一看就知道做什么"),
        ({"name": "剪" * 41}, "name", "最多 40 个字"),
        ({"words": "剪头发"}, "words", "至少 6 个字"),
        ({"words": "剪" * 301}, "words", "最多 300 个字"),
        ({"words": "给老人剪头发，打 139 0790 0001"}, "words", "不要写电话"),
        ({"for_whom": "找王师傅13907900001"}, "for_whom", "不要写电话"),
        ({"minutes": 5}, "minutes", "10 到 480"),
        ({"minutes": 481}, "minutes", "10 到 480"),
        ({"a_week": -1}, "a_week", "0 到 200"),
        ({"a_week": 201}, "a_week", "0 到 200"),
        ({"slots": 0}, "slots", "至少勾一个"),
        ({"slots": 1 << 24}, "slots", "至少勾一个"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changed: dict[str, Any], field: str, said: str) -> None:
    found = faults(replace(HAIRCUT, **changed))
    assert [name for name, _sentence in found] == [field]
    assert said in found[0][1]


def test_all_faults_are_told_at_once() -> None:
    found = faults(replace(HAIRCUT, name="", words="", minutes=0, a_week=-1, slots=0))
    assert [name for name, _sentence in found] == ["name", "words", "minutes", "a_week", "slots"]


def test_texts_lose_their_spare_spaces() -> None:
    assert tidy("  上门 \n 理发　", 40) == "上门 理发" and tidy("理发理发", 2) == "理发"


@given(DAYS)
def test_a_week_begins_on_its_monday(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0 and monday <= day < monday + WEEK
    assert monday_of(monday + timedelta(days=6)) == monday


@given(st.integers(0, 200), st.integers(0, 300))
def test_what_is_left_is_never_less_than_nothing(a_week: int, ordered: int) -> None:
    left = left_in(a_week, ordered)
    if a_week == 0:
        assert left is None
    else:
        assert left is not None and 0 <= left <= a_week and (left == 0) == (ordered >= a_week)


@given(st.integers(1, 5), st.lists(st.integers(0, 6), max_size=WEEKS_AHEAD + 1), DAYS)
def test_the_next_week_is_the_first_with_room(a_week: int, ordered: list[int], day: date) -> None:
    weeks = {monday_of(day) + n * WEEK: count for n, count in enumerate(ordered)}
    found = next_week_with_room(a_week, weeks, day)
    ahead = [monday_of(day) + n * WEEK for n in range(1, WEEKS_AHEAD + 1)]
    free = [monday for monday in ahead if weeks.get(monday, 0) < a_week]
    assert found == (free[0] if free else None)


def test_without_a_limit_the_next_week_is_the_coming_one() -> None:
    assert next_week_with_room(0, {}, date(2026, 3, 5)) == date(2026, 3, 9)
