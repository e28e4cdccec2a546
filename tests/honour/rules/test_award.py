"""Who may stand: each condition with the number needed and found, met or said in a sentence."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import CategorySubject
from redvest.honour.rules.award import (
    ASKED_OF,
    Conditions,
    Found,
    asked_sentences,
    eligible,
    fact_sentence,
    facts_of,
    failing,
    year_window,
)

PERSON, BODY = CategorySubject.PERSON, CategorySubject.BODY
# 亳州 2022
ASKED_PERSON = Conditions(least_minutes=20 * 60, least_age=18, most_age=60)
ASKED_BODY = Conditions(least_years=2, least_members=20, spotless=True)

conditions = st.builds(
    Conditions,
    least_minutes=st.integers(0, 10_000),
    least_age=st.integers(0, 80),
    most_age=st.integers(0, 100),
    least_years=st.integers(0, 20),
    least_members=st.integers(0, 500),
    least_activities=st.integers(0, 50),
    spotless=st.booleans(),
)
founds = st.builds(
    Found,
    minutes=st.integers(0, 10_000),
    age=st.none() | st.integers(0, 110),
    years=st.integers(0, 30),
    members=st.integers(0, 500),
    activities=st.integers(0, 50),
    finding=st.booleans(),
    serving=st.booleans(),
)
subjects = st.sampled_from(CategorySubject)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found(minutes=1200, age=18), []),
        (Found(minutes=1200, age=60), []),
        (Found(minutes=1199, age=30), ["2025 年的服务时长要满 20 小时，现有 19 小时 59 分。"]),
        (Found(minutes=2000, age=17), ["要满 18 岁，现在 17 岁。"]),
        (Found(minutes=2000, age=61), ["不能超过 60 岁，现在 61 岁。"]),
        (Found(minutes=2000), ["要知道出生日期才能核对年龄，请先补上实名信息。"] * 2),
        (
            Found(minutes=1200, age=30, serving=False),
            ["要状态正常：现在是暂停、退出或者还没有通过。"],
        ),
    ],
)
def test_a_person_by_the_conditions_of_bozhou(found: Found, said: list[str]) -> None:
    facts = facts_of(PERSON, ASKED_PERSON, found, 2025)
    assert failing(facts) == said and eligible(facts) == (not said)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found(years=2, members=20), []),
        (Found(years=1, members=20), ["注册或者成立要满 2 年，现在满 1 年。"]),
        (Found(years=5, members=19), ["要有 20 名实名注册的志愿者，现有 19 名。"]),
        (Found(years=5, members=90, finding=True), ["要没有不良记录：有一件事核实属实。"]),
    ],
)
def test_an_organisation_by_the_conditions_of_bozhou(found: Found, said: list[str]) -> None:
    assert failing(facts_of(BODY, ASKED_BODY, found, 2025)) == said


def test_what_is_met_is_said_too() -> None:
    asked = Conditions(least_minutes=60, least_activities=1, least_years=1, spotless=True)
    facts = facts_of(PERSON, asked, Found(minutes=95, activities=3, years=4), 2025)
    assert [fact_sentence(each) for each in facts] == [
        "状态正常。",
        "2025 年的服务时长要满 1 小时，现有 1 小时 35 分。",
        "注册或者成立要满 1 年，现在满 4 年。",
        "2025 年要参加或者组织过 1 场活动，现有 3 场。",
        "没有核实的不良记录。",
    ]


def test_what_has_no_meaning_for_a_kind_is_not_asked_of_it() -> None:
    every = Conditions(1, 1, 99, 1, 1, 1, True)
    for subject in CategorySubject:
        codes = [each["code"] for each in facts_of(subject, every, Found(), 2025)]
        assert codes == ["serving", *ASKED_OF[subject]]
    assert {name for names in ASKED_OF.values() for name in names} == {
        each.name for each in fields(Conditions)
    }


@given(subjects, conditions, founds)
def test_eligible_exactly_when_nothing_is_said_against_it(
    subject: CategorySubject, asked: Conditions, found: Found
) -> None:
    facts = facts_of(subject, asked, found, 2025)
    assert eligible(facts) == (failing(facts) == [])
    assert all(fact_sentence(each).endswith("。") for each in facts)


@given(subjects, founds)
def test_no_conditions_refuse_nobody_on_the_register(subject: CategorySubject, found: Found) -> None:
    assert eligible(facts_of(subject, Conditions(), found, 2025)) == found.serving


@given(subjects, conditions, founds, st.integers(0, 500))
def test_more_minutes_never_lose_it(
    subject: CategorySubject, asked: Conditions, found: Found, more: int
) -> None:
    values: dict[str, Any] = {each.name: getattr(found, each.name) for each in fields(Found)}
    richer = Found(**{**values, "minutes": found.minutes + more})
    if eligible(facts_of(subject, asked, found, 2025)):
        assert eligible(facts_of(subject, asked, richer, 2025))


@given(conditions)
def test_what_is_stored_is_read_again(asked: Conditions) -> None:
    assert Conditions.of(asked.kept()) == asked
    assert Conditions.of({**asked.kept(), "of_next_year": 3}) == asked


def test_the_days_of_a_year() -> None:
    assert year_window(2024) == (date(2024, 1, 1), date(2024, 12, 31))


def test_what_is_asked_is_said_before_anything_is_found() -> None:
    asked = Conditions(least_minutes=1200, least_age=18, most_age=60, least_members=20, spotless=True)
    assert asked_sentences(PERSON, asked, 2026) == [
        "2026 年的服务时长满 20 小时（只算核实过的）",
        "满 18 岁",
        "不超过 60 岁",
        "没有核实的不良记录",
    ]
    assert asked_sentences(CategorySubject.COMMUNITY, asked, 2026)[1:] == ["有 20 名以上实名注册的志愿者"]


@given(subjects, conditions)
def test_as_many_sentences_as_conditions(subject: CategorySubject, asked: Conditions) -> None:
    assert len(asked_sentences(subject, asked, 2026)) == len(facts_of(subject, asked, Found(), 2026)) - 1
