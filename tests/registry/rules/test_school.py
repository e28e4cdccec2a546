"""Names of years, codes, names of classes, and the days on which terms begin."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.school import (
    CODE_LENGTH,
    check_years,
    checked_name,
    grade_words,
    new_code,
    recipient_name,
    typed_code,
)
from redvest.registry.rules.setting_school import SCHOOL, day_in_year, term_starts
from redvest.registry.school_errors import ClassNameWrong, ClassYearWrong


@pytest.mark.parametrize(
    ("grade", "words"),
    [(1, "小学一年级"), (6, "小学六年级"), (7, "初中一年级"), (12, "高中三年级"), (16, "大学四年级")],
)
def test_years_are_said_as_people_say_them(grade: int, words: str) -> None:
    assert grade_words(grade) == words


@pytest.mark.parametrize("text", ["", "  ", "班" * 31, "\x00"])
def test_a_class_has_a_name(text: str) -> None:
    with pytest.raises(ClassNameWrong):
        checked_name(text)
    assert checked_name("  三年级  二班 ") == "三年级 二班"


@pytest.mark.parametrize(("grade", "year"), [(0, 2025), (17, 2025), (3, 2009), (3, 2028)])
def test_years_that_cannot_be(grade: int, year: int) -> None:
    with pytest.raises(ClassYearWrong):
        check_years(grade, year, 2026)
    check_years(3, 2027, 2026)


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH and typed_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert typed_code("ＡＣ３４") == "AC34" and typed_code(" ") == ""
    assert typed_code(code + "XX") != code


def test_a_schools_name_alone_is_no_recipient() -> None:
    assert recipient_name("渝水一小", "XY00001") != recipient_name("渝水一小", "XY00002")


@given(
    st.lists(st.dates(date(2001, 1, 1), date(2001, 12, 31)), min_size=1, max_size=4, unique=True),
    st.integers(0, 3),
)
def test_days_of_a_school_year_are_in_order_from_its_first(days: list[date], turn: int) -> None:
    ordered = sorted(days)
    turned = ordered[turn % len(days) :] + ordered[: turn % len(days)]
    assert term_starts([f"{each:%m-%d}" for each in turned])


@pytest.mark.parametrize(
    "value",
    [[], "09-01", ["09-01"] * 2, ["02-29"], ["9-1"], ["09-01", "12-01", "10-01"], [901], ["13-01"], None,
     ["01-01", "02-01", "03-01", "04-01", "05-01"]],
)  # fmt: skip
def test_what_is_no_list_of_terms(value: object) -> None:
    assert not term_starts(value)


def test_defaults_hold_and_a_leap_day_starts_nothing() -> None:
    assert all(each.check(each.default) for each in SCHOOL)
    assert day_in_year("02-29") is None and day_in_year("02-28") == date(2001, 2, 28)
