"""The common part of small imports: sifted, written once, bad rows back, one audit line of counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.actions.import_small import RowView, Sheet, take_in
from redvest.registry.models import Body
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.import_ground import header_in
from redvest.registry.rules.sheet import CellFault, Column, Shape
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
SHAPE = Shape((Column("word", "词", needed=True),))


def word(row: RowView) -> str:
    if not row.text("word").isalpha():
        raise CellFault("不是词。")
    return row.text("word")


def load(
    tmp_path: Path, *words: str, about: Body | None = None, **given: Any
) -> tuple[ImportReport, list[str]]:
    make.make_region_tree()
    path = workbook(tmp_path / "词.xlsx", ["词"], [[each] for each in words])
    written: list[str] = []
    report = take_in(
        sheet=Sheet(SYSTEM_STANDING(CITY), path, NOW, **given), header=header_in(path, SHAPE), check=word,
        keys=lambda item: [item], known={"旧"}.__contains__, write=written.extend, verb="import_words", about=about,
    )  # fmt: skip
    return report, written


def test_all_good_rows_are_written_in_order_with_one_line(tmp_path: Path) -> None:
    report, written = load(tmp_path, "甲", "乙", "丙")
    assert written == ["甲", "乙", "丙"] and (report.rows, report.imported, report.bad) == (3, 3, 0)
    line = AuditLine.objects.get()
    assert (line.verb, line.target_id) == ("import_words", CITY)
    assert line.details == {"rows": 3, "imported": 3, "bad": 0, "sha256": report.sha256}


def test_the_line_is_about_the_organisation_that_it_was_for(tmp_path: Path) -> None:
    body = make.make_body()
    load(tmp_path, "甲", about=body)
    assert AuditLine.objects.get().target_id == str(body.pk)


@pytest.mark.parametrize("given", [{}, {"dry_run": True}, {"dry_run": True, "partial": True}])
def test_one_bad_row_or_only_looking_writes_nothing(tmp_path: Path, given: dict[str, Any]) -> None:
    report, written = load(tmp_path, "甲", "1", **given)
    assert (written, report.imported, report.bad) == ([], 0, 1)
    assert not AuditLine.objects.exists()


def test_partly_the_good_rows_are_written_and_the_others_come_back(tmp_path: Path) -> None:
    back = tmp_path / "回.xlsx"
    report, written = load(tmp_path, "甲", "1", "甲", "旧", "乙", partial=True, bad_file=back)
    assert written == ["甲", "乙"]
    assert (report.rows, report.imported, report.bad, report.duplicates) == (5, 2, 3, 2)
    with open_rows(back) as rows:
        found = [(str(cells[0]), str(cells[1])) for _line, cells in rows][1:]
    assert found == [
        ("1", "不是词。"),
        ("甲", "和第 2 行是同一个，请删掉一行。"),
        ("旧", "已经登记过了，不用再导入。"),
    ]


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    load(tmp_path, "甲", "乙", progress=lambda done, total: heard.append((done, total)))
    assert heard and heard[-1][0] == 2
