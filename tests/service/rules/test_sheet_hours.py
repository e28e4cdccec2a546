"""Lengths of time as people write them, and what a project's state is called."""

from __future__ import annotations

import pytest

from redvest.registry.rules.sheet import CellFault, find_header
from redvest.service.choices import ProjectState
from redvest.service.rules.sheet import HOURS, counts_minutes, minutes_of, state_of


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 120), ("2.5", 150), ("0.25", 15), ("2:30", 150), ("02:05:00", 125), ("2小时30分", 150), ("2小时", 120),
        ("2.5小时", 150), ("45分钟", 45), ("1个小时5分钟", 65), ("２．５", 150), (" 3 ", 180), ("2h", 120), ("90min", 90),
        ("24", 1440),
        ("1.67", 100),
    ],
)  # fmt: skip
def test_hours_in_many_spellings(text: str, minutes: int) -> None:
    assert minutes_of(text, in_minutes=False) == minutes


@pytest.mark.parametrize(("text", "minutes"), [("150", 150), ("90.0", 90), ("2小时", 120), ("2:30", 150)])
def test_bare_numbers_may_be_minutes(text: str, minutes: int) -> None:
    assert minutes_of(text, in_minutes=True) == minutes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写服务时长"), ("很久", "认不出来"), ("0", "大于零"), ("-2", "大于零"), ("25", "不能超过 24 小时"),
        ("1440.5", "不能超过"), ("1e9", "认不出来"), ("NaN", "认不出来"), ("Infinity", "认不出来"), ("2:75", "认不出来"),
    ],
)  # fmt: skip
def test_lengths_that_cannot_be(text: str, words: str) -> None:
    with pytest.raises(CellFault, match=words):
        minutes_of(text, in_minutes=False)


@pytest.mark.parametrize(
    ("title", "minutes"),
    [
        ("服务时长", False),
        ("服务时长（小时）", False),
        ("服务时长（分钟）", True),
        ("分钟", True),
        ("小时数", False),
        ("时长(分)", True),
    ],
)
def test_the_whole_title_says_the_unit(title: str, minutes: bool) -> None:
    header = find_header([(1, ["志愿者编号", "活动名称", "服务日期", title])], HOURS)
    assert counts_minutes(header) is minutes


@pytest.mark.parametrize(
    ("text", "ended", "state"),
    [
        ("", False, ProjectState.RUNNING), ("", True, ProjectState.CLOSED), ("运行中", True, ProjectState.RUNNING),
        ("待启动", False, ProjectState.PLANNED), ("已结项", False, ProjectState.CLOSED),
    ],
)  # fmt: skip
def test_the_state_of_a_project(text: str, ended: bool, state: ProjectState) -> None:
    assert state_of(text, ended=ended) == state


def test_an_unknown_state_is_asked_back() -> None:
    with pytest.raises(CellFault, match="待启动、运行中、已结项"):
        state_of("飞行中", ended=False)
