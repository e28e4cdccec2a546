"""Dated rules of schools (学校): when terms begin, what a credit (学分) takes. Part of ``setting.RULES``."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, one_of, whole

_EVALUATION = gettext_noop(
    "《河南省志愿服务条例》第 36 条：学生志愿服务记入综合素质评价；换算由本地教育部门定"
)
_PLAIN_YEAR = 2001  # a term cannot begin on 29 February


def day_in_year(value: Any) -> date | None:
    """``09-01`` as a day of a year without a leap day; None for anything else."""
    if not isinstance(value, str) or len(value) != 5:
        return None
    try:
        return date.fromisoformat(f"{_PLAIN_YEAR}-{value}")
    except ValueError:
        return None


def term_starts(value: Any) -> bool:
    """One to four days in the order of a school year, the first day of the year first: each term ends before the next."""
    if not isinstance(value, list) or not 1 <= len(value) <= 4:
        return False
    days = [day for day in map(day_in_year, value) if day is not None]
    if len(days) != len(value) or len(set(days)) != len(days):
        return False
    since_first = [(day - days[0]).days % 365 for day in days]
    return since_first == sorted(since_first)


SCHOOL = (
    Rule(
        "school.least_age",
        6,
        gettext_noop("学生最小几岁"),
        gettext_noop("《义务教育法》第 11 条：年满六周岁入学"),
        whole(3, 18),
    ),
    Rule(
        "school.most_age",
        19,
        gettext_noop("中小学的学生最大几岁，大学的班级不看"),
        OUR_CHOICE,
        whole(12, 99),
    ),
    Rule(
        "school.terms",
        ["09-01", "02-01"],
        gettext_noop("每学期从哪天开始，写月-日，按学年里的先后；一学期到下一学期开始的前一天为止"),
        OUR_CHOICE,
        term_starts,
    ),
    Rule(
        "school.credit_minutes",
        120,
        gettext_noop("多少分钟的志愿服务算一个服务学分"),
        _EVALUATION,
        whole(1, 10_000),
    ),
    Rule(
        "school.credit_cap",
        0,
        gettext_noop("一学期最多算几个服务学分，0 表示不封顶"),
        _EVALUATION,
        whole(0, 1000),
    ),
    Rule(
        "school.practice_minutes",
        60,
        gettext_noop("多少分钟的志愿服务培训算一个实践学分"),
        _EVALUATION,
        whole(1, 10_000),
    ),
    Rule(
        "school.practice_cap",
        0,
        gettext_noop("一学期最多算几个实践学分，0 表示不封顶"),
        _EVALUATION,
        whole(0, 1000),
    ),
    Rule(
        "school.least_minutes_term",
        0,
        gettext_noop("一学期至少要服务多少分钟，0 表示不要求；不够的只标出还差多少，不扣学分"),
        gettext_noop("《志愿服务条例》第 29 条：学校鼓励学生参加志愿服务，没有规定时长"),
        whole(0, 100_000),
    ),
    Rule(
        "school.grades",
        "ABC",
        gettext_noop("哪几级时长算学分：ABC、AB 或者 A；未核验的 D 从不算"),
        gettext_noop("平台默认：D 级是导入或自报的时长，没有人核实过"),
        one_of("ABC", "AB", "A"),
    ),
)
