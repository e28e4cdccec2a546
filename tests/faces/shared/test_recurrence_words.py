"""A rule as people say it, in both languages, whatever the rule."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.faces.shared.recurrence_words import rule_words
from redvest.service.rules.recurrence import Frequency, Recurrence
from redvest.service.rules.recurrence_text import rrule_text
from redvest.service.rules.repeat import Every, RepeatForm, rule_of

NAMES = "一二三四五六日"
SATURDAY = date(2026, 3, 14)  # the second of its month


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "每天"),
        ("FREQ=DAILY;INTERVAL=3;UNTIL=20261231", "每 3 天"),
        ("FREQ=WEEKLY;BYDAY=SA;UNTIL=20261231", "每周六"),
        ("FREQ=WEEKLY", "每周六"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "每周六、周日"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "每 2 周的周一"),
        ("FREQ=MONTHLY;BYDAY=2SA", "每月第 2 个周六"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "每月最后一个周日"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "每月 15 日"),
        ("FREQ=MONTHLY", "每月 14 日"),
    ],
)
def test_each_rule_is_said_in_a_few_words(rule: str, said: str) -> None:
    assert rule_words(rule, SATURDAY) == said


@pytest.mark.parametrize("every", list(Every))
def test_everything_that_the_form_offers_can_be_said(every: Every) -> None:
    rule = rrule_text(rule_of(RepeatForm(every, times=3), SATURDAY), date(2026, 12, 31))
    assert rule_words(rule, SATURDAY).startswith("每")


@given(
    st.integers(1, 9),
    st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
)
def test_every_chosen_weekday_is_named_in_order(interval: int, weekdays: tuple[int, ...]) -> None:
    said = rule_words(rrule_text(Recurrence(Frequency.WEEKLY, interval, weekdays)), SATURDAY)
    named = [NAMES.index(letter) for before, letter in pairwise(said) if before == "周" and letter in NAMES]
    assert named == list(weekdays)
