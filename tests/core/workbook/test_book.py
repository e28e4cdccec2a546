"""A workbook of several sheets in the layout of an office's paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from redvest.core.workbook import BookWriter, Column

COLUMNS = (Column("名称"), Column("数量"))


def test_title_lines_head_rows_total_and_signatures_stand_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with BookWriter(path) as book:
        for name in ("甲", "乙"):
            part = book.part(name, f"{name}表", ("单位：某社区", "计量单位：小时"), COLUMNS)
            part.write(("=1+1", 2.5))
            part.write((None, 0))
            part.total(("合计", 2.5))
            part.sign(("填表人", "审核人"))
            assert part.rows == 2
    found = CalamineWorkbook.from_path(str(path))
    assert found.sheet_names == ["甲", "乙"]
    rows = found.get_sheet_by_name("乙").to_python()
    assert rows[:7] == [
        ["乙表", ""], ["单位：某社区", ""], ["计量单位：小时", ""], ["名称", "数量"], ["'=1+1", 2.5], ["", 0.0],
        ["合计", 2.5],
    ]  # fmt: skip
    assert "填表人：" in rows[8][0] and "审核人：" in rows[8][0]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_sheet_of_one_column_needs_no_merged_cells(tmp_path: Path) -> None:
    with BookWriter(tmp_path / "a.xlsx") as book:
        book.part("甲", "甲表", (), (Column("名称"),)).write(("一",))
    rows = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("甲").to_python()
    assert rows == [["甲表"], ["名称"], ["一"]]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), BookWriter(tmp_path / "a.xlsx") as book:
        book.part("甲", "甲表", (), COLUMNS).write(("一", 1))
        raise RuntimeError
    assert not list(tmp_path.iterdir())


def test_a_sheet_knows_when_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.core.workbook.book.MOST_ROWS", 8)
    with BookWriter(tmp_path / "a.xlsx") as book:
        part = book.part("甲", "甲表", (), COLUMNS)
        filled = 0
        while not part.full:
            part.write(("一", 1))
            filled += 1
    assert filled == 2
