"""What a person chooses for something that recurs, turned into a rule. Pure; which days are left out comes from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from redvest.service.rules.recurrence import MOST, Frequency, Plan, Recurrence


class Every(StrEnum):
    """How often, in the words of the form."""

    DAY = "day"
    WEEK = "week"
    TWO_WEEKS = "two-weeks"
    MONTH_DAY = "month-day"  # on the same day of every month
    MONTH_WEEKDAY = "month-weekday"  # on the same weekday of the month: the second Saturday


class LeaveOut(StrEnum):
    """Which days of the rule nothing takes place on."""

    NOTHING = ""
    HOLIDAYS = "holidays"
    MADE_UP = "made-up"  # holidays, and the weekends that are worked in exchange


@dataclass(frozen=True)
class RepeatForm:
    """Until a day or so many times, never both. ``weekdays`` (0 is Monday) belong to weeks; none: the first day's."""

    every: str
    weekdays: tuple[int, ...] = ()
    until: date | None = None
    times: int | None = None
    leave_out: str = LeaveOut.NOTHING


def faults_of(form: RepeatForm, first: date) -> list[tuple[str, str]]:
    """One sentence for each field at fault."""
    faults = []
    if form.every not in list(Every):
        faults.append(("every", "请从列表里选多久一次。"))
    if form.leave_out not in list(LeaveOut):
        faults.append(("leave_out", "请从列表里选哪些日子不办。"))
    if any(not 0 <= day <= 6 for day in form.weekdays):
        faults.append(("weekdays", "星期几请从列表里选。"))
    if (form.until is None) == (form.times is None):
        faults.append(("until", "请填到哪一天为止，或者一共几场，只填一个。"))
    elif form.until is not None and form.until <= first:
        faults.append(("until", "最后一天要晚于第一场。"))
    elif form.times is not None and not 2 <= form.times <= MOST:
        faults.append(("times", f"一次可以排 2 到 {MOST} 场，更多的请分几次排。"))
    return faults


def rule_of(form: RepeatForm, first: date) -> Recurrence:
    """The rule that a form without faults means, seen from its first day."""
    match Every(form.every):
        case Every.DAY:
            return Recurrence(Frequency.DAILY)
        case Every.WEEK | Every.TWO_WEEKS:
            days = tuple(sorted(set(form.weekdays))) or (first.weekday(),)
            return Recurrence(Frequency.WEEKLY, 2 if form.every == Every.TWO_WEEKS else 1, days)
        case Every.MONTH_DAY:
            return Recurrence(Frequency.MONTHLY, month_day=first.day)
        case Every.MONTH_WEEKDAY:
            nth = (first.day - 1) // 7 + 1
            return Recurrence(Frequency.MONTHLY, weekdays=(first.weekday(),), nth=nth if nth < 5 else -1)


def faults_of_plan(found: Plan) -> list[tuple[str, str]]:
    """What is wrong with the days that a rule gives."""
    if found.too_many:
        return [("until", f"一次最多排 {MOST} 场，这样会更多。请把最后一天提前，剩下的再排一个系列。")]
    if len(found.days) < 2:
        return [("until", "这样排下来不到两场。请把最后一天推后，或者不要选重复。")]
    return []
