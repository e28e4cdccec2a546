"""Ages and gates: birthdays, leap days, and what each age is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.age import AgeGates, age_on, verdict

GATES = AgeGates()
TODAY = date(2026, 3, 5)
BIRTHS = st.dates(date(1900, 1, 1), date(2026, 12, 31))


def born(age: int) -> date:
    """Somebody whose birthday is today."""
    return TODAY.replace(year=TODAY.year - age)


@pytest.mark.parametrize(
    ("birth_on", "day", "age"),
    [
        (date(2008, 3, 5), date(2026, 3, 4), 17),
        (date(2008, 3, 5), date(2026, 3, 5), 18),
        (date(2008, 3, 5), date(2008, 3, 5), 0),
        (date(2008, 3, 5), date(2008, 3, 4), -1),
        (date(2007, 12, 31), date(2026, 1, 1), 18),
        # Leap-day births: the year is over with February.
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_changes_on_the_birthday(birth_on: date, day: date, age: int) -> None:
    assert age_on(birth_on, day) == age


@given(BIRTHS, BIRTHS)
def test_age_never_falls_and_grows_by_one_at_most(birth_on: date, day: date) -> None:
    step = age_on(birth_on, day + timedelta(days=1)) - age_on(birth_on, day)
    assert step in (0, 1)


@given(BIRTHS, st.integers(0, 100))
def test_everybody_has_one_birthday_a_year(birth_on: date, years: int) -> None:
    start = date(birth_on.year + years, 3, 1)
    days = [start + timedelta(days=offset) for offset in range(367)]
    last = days.index(start.replace(year=start.year + 1))
    assert age_on(birth_on, days[last]) - age_on(birth_on, start) == 1


def test_a_grown_up_is_asked_nothing() -> None:
    result = verdict(GATES, born(18), TODAY)
    assert result.age == 18
    assert result.may_register
    assert result.may_register_alone
    assert not result.needs_guardian
    assert not result.needs_data_consent
    assert not result.must_be_accompanied
    assert not result.no_danger
    assert result.reasons == ()


@pytest.mark.parametrize(
    ("age", "register", "alone", "guardian", "data", "accompany", "no_danger"),
    [
        (5, False, False, True, True, True, True),
        (6, True, False, True, True, True, True),
        (9, True, False, True, True, True, True),
        (10, True, False, True, True, False, True),
        (13, True, False, True, True, False, True),
        (14, True, True, True, False, False, True),
        (17, True, True, True, False, False, True),
        (18, True, True, False, False, False, False),
        (80, True, True, False, False, False, False),
    ],
)
def test_each_gate_opens_on_its_birthday(
    age: int, register: bool, alone: bool, guardian: bool, data: bool, accompany: bool, no_danger: bool
) -> None:
    result = verdict(GATES, born(age), TODAY)
    assert result.may_register is register
    assert result.may_register_alone is alone
    assert result.needs_guardian is guardian
    assert result.needs_data_consent is data
    assert result.must_be_accompanied is accompany
    assert result.no_danger is no_danger


def test_the_day_before_the_birthday_the_gate_is_still_shut() -> None:
    almost = born(18) + timedelta(days=1)
    assert verdict(GATES, almost, TODAY).needs_guardian
    assert verdict(GATES, almost, TODAY).no_danger


def test_who_is_too_young_hears_only_that() -> None:
    assert verdict(GATES, born(5), TODAY).reasons == ("未满 6 岁，暂时还不能注册，长大一点再来。",)


def test_a_child_hears_everything_that_is_asked() -> None:
    reasons = verdict(GATES, born(8), TODAY).reasons
    assert reasons == (
        "未满 14 岁，要由监护人代为注册。",
        "未满 18 岁，参加志愿服务要先得到监护人同意。",
        "未满 14 岁，个人信息要由监护人同意后才能登记。",
        "未满 10 岁，活动时要有监护人陪同。",
        "未满 18 岁，不能参加有危险的服务。",
    )


def test_a_city_may_set_other_gates() -> None:
    strict = AgeGates(min_age=16, self_register_age=16, guardian_consent_under=16, danger_under=60)
    refused = verdict(strict, born(15), TODAY)
    assert not refused.may_register
    assert refused.reasons == ("未满 16 岁，暂时还不能注册，长大一点再来。",)
    allowed = verdict(strict, born(16), TODAY)
    assert allowed.may_register_alone
    assert not allowed.needs_guardian
    assert allowed.reasons == ("未满 60 岁，不能参加有危险的服务。",)


@given(BIRTHS)
def test_growing_older_never_asks_more(birth_on: date) -> None:
    now = verdict(GATES, birth_on, date(2027, 1, 1))
    later = verdict(GATES, birth_on, date(2029, 6, 1))
    assert later.may_register >= now.may_register
    assert later.needs_guardian <= now.needs_guardian
    assert later.needs_data_consent <= now.needs_data_consent
    assert later.must_be_accompanied <= now.must_be_accompanied
    assert later.no_danger <= now.no_danger
