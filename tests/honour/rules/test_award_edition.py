"""What is typed of an edition and its categories, what is wrong with it, and which step follows which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import CategorySubject, EditionState
from redvest.honour.rules.award import Conditions
from redvest.honour.rules.award_edition import (
    CategoryForm,
    EditionForm,
    category_faults,
    edition_faults,
    rubric_of,
    rubric_text,
    steps_after,
    too_early,
)
from redvest.honour.rules.award_template import TEMPLATES, template_of

TODAY = date(2026, 3, 5)
DAY = timedelta(days=1)
GOOD = EditionForm(
    title="2026 年度新余市志愿服务评选",
    year=2026,
    granted_by="新余市文明办",
    nominate_from=TODAY,
    nominate_until=TODAY + 10 * DAY,
    vote_from=TODAY + 15 * DAY,
    vote_until=TODAY + 20 * DAY,
    vote_percent=10,
    judge_until=TODAY + 30 * DAY,
)
CATEGORY = CategoryForm(CategorySubject.PERSON, "优秀志愿者", 10, rubric_of("服务时长 60\n服务成效 40"))


def test_nothing_is_wrong_with_a_good_one() -> None:
    assert edition_faults(GOOD, TODAY) == []
    assert edition_faults(replace(GOOD, vote_from=None, vote_until=None, vote_percent=0), TODAY) == []
    assert category_faults(CATEGORY) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"granted_by": "市"}, "granted_by"),
        ({"words": "长" * 1001}, "words"),
        ({"year": 1993}, "year"),
        ({"year": 2028}, "year"),
        ({"nominate_until": TODAY - DAY}, "nominate_until"),
        ({"vote_from": None}, "vote_until"),
        ({"vote_until": None}, "vote_until"),
        ({"vote_from": TODAY + 10 * DAY}, "vote_from"),
        ({"vote_until": TODAY + 14 * DAY}, "vote_until"),
        ({"vote_percent": 21}, "vote_percent"),
        ({"vote_percent": -1}, "vote_percent"),
        ({"vote_from": None, "vote_until": None}, "vote_percent"),
        ({"judge_until": TODAY + 19 * DAY}, "judge_until"),
    ],
)
def test_each_fault_is_told_at_its_field(more: dict[str, Any], field: str) -> None:
    faults = edition_faults(replace(GOOD, **more), TODAY)
    assert field in [each["field"] for each in faults]
    assert all(each["sentence"].endswith("。") for each in faults)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "优"}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"places": 0}, "places"),
        ({"places": 1001}, "places"),
        ({"rubric": ()}, "rubric"),
        ({"rubric": rubric_of("\n".join(f"第{n}项 5" for n in range(13)))}, "rubric"),
        ({"rubric": rubric_of("没有写分数")}, "rubric"),
        ({"rubric": rubric_of("太多 101")}, "rubric"),
        ({"rubric": rubric_of(f"{'长' * 41} 5")}, "rubric"),
        ({"conditions": Conditions(least_age=30, most_age=20)}, "most_age"),
    ],
)
def test_each_fault_of_a_category(more: dict[str, Any], field: str) -> None:
    assert [each["field"] for each in category_faults(replace(CATEGORY, **more))] == [field]


@given(st.lists(st.tuples(st.sampled_from(["服务时长", "成效", "创 新"]), st.integers(1, 100)), max_size=12))
def test_a_rubric_is_read_from_its_own_text(criteria: list[tuple[str, int]]) -> None:
    rubric = rubric_of("\n\n".join(f"{name} {most}" for name, most in criteria))
    assert [(each["name"], each["most"]) for each in rubric] == criteria
    assert len({each["code"] for each in rubric}) == len(criteria)
    assert rubric_of(rubric_text(rubric)) == rubric


@pytest.mark.parametrize("votes", [True, False])
def test_step_by_step_to_the_archive(votes: bool) -> None:
    state: EditionState | None = EditionState.DRAFT
    passed = []
    while state is not None:
        passed.append(state)
        state = steps_after(state, votes=votes)
    assert passed[-1] == EditionState.ARCHIVED
    assert (EditionState.VOTING in passed) == votes and EditionState.CALLED_OFF not in passed
    assert steps_after(EditionState.CALLED_OFF, votes=votes) is None


@pytest.mark.parametrize("state", [EditionState.NOMINATING, EditionState.VOTING, EditionState.PUBLICITY])
def test_promised_days_are_waited_out(state: EditionState) -> None:
    days = (TODAY, TODAY, TODAY)
    assert too_early(state, days, TODAY - DAY)
    assert too_early(state, days, TODAY) == "要等 3月5日过完：公布过的期限不能提前结束。"
    assert too_early(state, days, TODAY + DAY) == ""


def test_other_steps_wait_for_no_day() -> None:
    for state in (EditionState.DRAFT, EditionState.CHECKING, EditionState.JUDGING, EditionState.DECIDED):
        assert too_early(state, (TODAY, TODAY, TODAY), TODAY) == ""
    assert too_early(EditionState.VOTING, (None, None, None), TODAY) == ""


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.code)
def test_every_template_can_be_used_as_it_is(template: Any) -> None:
    assert template_of(template.code) is template
    assert template.categories and all(not category_faults(each) for each in template.categories)
    assert len({each.name for each in template.categories}) == len(template.categories)
    assert 2 <= len(template.name) <= 60 and len(template.words) <= 500
    assert all(sum(one["most"] for one in each.rubric) == 100 for each in template.categories)


def test_the_awards_of_xinyu_and_jiaozuo() -> None:
    yearly, mayor = template_of("yearly"), template_of("mayor")
    assert yearly is not None and mayor is not None
    assert [each.subject for each in yearly.categories] == list(CategorySubject)
    assert [(each.subject.value, each.places) for each in mayor.categories] == [("body", 10), ("person", 10)]
    assert template_of("nobel") is None
