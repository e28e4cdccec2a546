"""What somebody chooses on the form becomes a rule, or sentences that say what to change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.service.rules.recurrence import MOST, Frequency, Plan, Recurrence
from redvest.service.rules.repeat import RepeatForm, faults_of, faults_of_plan, rule_of

SATURDAY = date(2026, 3, 14)  # the second of its month


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (RepeatForm("day", times=3), Recurrence(Frequency.DAILY)),
        (RepeatForm("week", times=3), Recurrence(Frequency.WEEKLY, 1, (5,))),
        (RepeatForm("week", (6, 2, 2), times=3), Recurrence(Frequency.WEEKLY, 1, (2, 6))),
        (RepeatForm("two-weeks", times=3), Recurrence(Frequency.WEEKLY, 2, (5,))),
        (RepeatForm("month-day", times=3), Recurrence(Frequency.MONTHLY, month_day=14)),
        (RepeatForm("month-weekday", times=3), Recurrence(Frequency.MONTHLY, weekdays=(5,), nth=2)),
    ],
)
def test_each_choice_is_a_rule(form: RepeatForm, rule: Recurrence):
    assert faults_of(form, SATURDAY) == []
    assert rule_of(form, SATURDAY) == rule


def test_the_fifth_saturday_is_the_last_one_or_half_the_months_would_have_none():
    assert rule_of(RepeatForm("month-weekday", times=3), date(2026, 5, 30)).nth == -1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (RepeatForm("year", times=3), "every"),
        (RepeatForm("week"), "until"),
        (RepeatForm("week", times=3, until=SATURDAY + timedelta(weeks=9)), "until"),
        (RepeatForm("week", until=SATURDAY), "until"),
        (RepeatForm("week", times=1), "times"),
        (RepeatForm("week", times=MOST + 1), "times"),
        (RepeatForm("week", (7,), times=3), "weekdays"),
        (RepeatForm("week", times=3, leave_out="sundays"), "leave_out"),
    ],
)
def test_each_fault_stands_beside_its_field(form: RepeatForm, field: str):
    assert [name for name, _ in faults_of(form, SATURDAY)] == [field]


def test_too_many_days_and_too_few_are_said_in_words():
    ((field, sentence),) = faults_of_plan(Plan((SATURDAY,) * MOST, too_many=True))
    assert (field, str(MOST) in sentence) == ("until", True)
    assert faults_of_plan(Plan((SATURDAY,)))[0][0] == "until"
    assert faults_of_plan(Plan((SATURDAY, SATURDAY + timedelta(1)))) == []
