"""The sheet of members: its titles, numbers, days, and the yes that nobody is brought in without."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.sheet import CellFault, HeaderMissing, find_header
from redvest.registry.rules.sheet_members import SHAPE, joining_day, number_of, require_yes
from redvest.registry.rules.volunteer_number import grouped

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "titles",
    [
        ["志愿者编号", "姓名", "组织代码", "加入日期", "本人同意加入"],
        ["姓名", "入队时间", "志愿者号", "是否同意", "队伍代码"],
        ["*编号（必填）", "成员姓名", "所属组织代码", "加入时间", "本人同意"],
    ],
)
def test_columns_are_found_in_any_order_and_under_usual_titles(titles: list[str]) -> None:
    header = find_header([(1, ["某某组织成员名单"]), (2, titles)], SHAPE)
    assert header.row == 2 and set(header.places) == {"number", "name", "body", "joined_on", "consent"}


def test_without_number_or_name_there_is_no_sheet() -> None:
    for titles in (["姓名", "组织代码"], ["志愿者编号", "组织代码"]):
        with pytest.raises(HeaderMissing):
            find_header([(1, titles)], SHAPE)


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_a_number_is_read_however_it_is_written(number: str) -> None:
    for text in (number, grouped(number), f" {number} ", f"{number}.0"):
        assert number_of(text) == number


@pytest.mark.parametrize("text", ["", "12", "1234567890123", "36050000000X", "三六零五零零零零零零零零"])
def test_what_is_no_number_is_asked_back(text: str) -> None:
    with pytest.raises(CellFault, match="12 位"):
        number_of(text)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_nobody_joined_in_the_future(day: date) -> None:
    if day > TODAY:
        with pytest.raises(CellFault, match="还没到"):
            joining_day(day, TODAY)
    else:
        assert joining_day(day, TODAY) == day


def test_without_a_day_it_is_today() -> None:
    assert joining_day(None, TODAY) == TODAY
    assert joining_day(TODAY - timedelta(days=1), TODAY) == date(2026, 3, 4)


def test_a_yes_is_needed_in_the_row_or_on_paper() -> None:
    for said in ("是", "同意", "√", "Y"):
        require_yes(said, on_file=False)
    for said in ("", "否", "不同意"):
        with pytest.raises(CellFault, match="本人同意"):
            require_yes(said, on_file=False)
        require_yes(said, on_file=True)
    with pytest.raises(CellFault, match="看不出"):
        require_yes("大概", on_file=False)
