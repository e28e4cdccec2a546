"""Writing: text cells that no spreadsheet turns into numbers or formulas, and no half a file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from redvest.core.workbook import Number, SheetWriter, open_rows
from redvest.core.workbook.writing import FORMULA_STARTS, neutral, plain


def rows_of(path: Path) -> list[list[object]]:
    with open_rows(path) as rows:
        return [list(cells) for _, cells in rows]


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with SheetWriter(path, ["证件号码", "备注"]) as writer:
        writer.write(["110105194912310021", ""])
        writer.write(["", "第二行"])
        assert writer.rows == 2
    assert rows_of(path)[1:] == [["110105194912310021"], [None, "第二行"]]
    assert not any(isinstance(cell, Number) for row in rows_of(path) for cell in row)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_what_begins_like_a_formula_is_text_and_stays_harmless(tmp_path: Path, start: str) -> None:
    path, text = tmp_path / "a.xlsx", f"{start}HYPERLINK(1)"
    with SheetWriter(path, ["备注"]) as writer:
        writer.write([text])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    cell = rows_of(path)[1][0]
    assert isinstance(cell, str)
    assert cell.startswith("'")
    assert plain(cell) == text


@pytest.mark.parametrize("text", ["李霞", "", "'单引号", "3-5", "a=b"])
def test_other_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text
    assert plain(text) == text


def test_a_failure_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), SheetWriter(path, ["备注"]) as writer:
        writer.write(["一"])
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with SheetWriter(path, ["备注"]):
        pass
    assert path.stat().st_mode & 0o077 == 0
