"""Reading: whatever wrote the workbook, and however it is broken."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from redvest.core.workbook import Cell, Number, WorkbookUnreadable, open_rows
from redvest.core.workbook.errors import WorkbookMissing
from redvest.core.workbook.rows import column_of
from tests.factories.workbook import volunteers_workbook, workbook

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/><sheets>'
    '<sheet name="藏" sheetId="1" state="hidden" r:id="rId1"/><sheet name="名单" sheetId="2" r:id="rId2"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/>'
    '<Relationship Id="rId3" Target="sharedStrings.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)


def sheet(rows: str, head: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def package(path: Path, rows: str, *, strings: str = "", book: str = BOOK, whole: str = "") -> Path:
    """A workbook put together by hand, with its rows in the second sheet."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/worksheets/sheet1.xml", sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
        archive.writestr("xl/worksheets/sheet2.xml", whole or sheet(rows))
        if strings:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="9">{strings}</sst>')
    return path


def read(path: Path) -> list[tuple[int, list[Cell]]]:
    with open_rows(path) as rows:
        return list(rows)


@pytest.mark.parametrize("shared", [False, True])
def test_texts_numbers_and_dates_come_back(tmp_path: Path, shared: bool) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["姓名", "手机"],
        [["李霞", 13800138000], ["王 & <明>", datetime(2001, 3, 5)]],
        shared=shared,
    )
    assert read(path) == [
        (1, ["姓名", "手机"]),
        (2, ["李霞", Number("13800138000")]),
        (3, ["王 & <明>", datetime(2001, 3, 5)]),
    ]


def test_the_first_visible_sheet_is_read_and_its_dates_are_known_by_their_format(tmp_path: Path) -> None:
    rows = '<row r="4"><c r="B4" s="1"><v>36955</v></c><c r="D4" s="0"><v>36955</v></c></row>'
    assert read(package(tmp_path / "a.xlsx", rows)) == [
        (4, [None, datetime(2001, 3, 5), None, Number("36955")])
    ]


def test_digits_of_long_numbers_stay_as_the_file_has_them(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>110105194912310021</v></c><c r="B1"><v>1.1010519491231E+17</v></c></row>'
    ((_, cells),) = read(package(tmp_path / "a.xlsx", rows))
    assert cells == ["110105194912310021", "1.1010519491231E+17"]
    assert all(isinstance(cell, Number) for cell in cells)


def test_formulas_booleans_and_errors_are_read_by_their_result(tmp_path: Path) -> None:
    rows = (
        '<row r="1" spans="1:5"><c r="A1" t="str"><f>B1&amp;"x"</f><v>文x</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="d"><v>2001-03-05T00:00:00</v></c></row>'
    )
    assert read(package(tmp_path / "a.xlsx", rows)) == [
        (1, ["文x", Number("2"), True, None, datetime(2001, 3, 5)])
    ]


def test_rich_text_comments_and_cdata_are_read_as_their_text(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>李</t></r><r><t>霞</t></r></is></c>'
        '<!-- <c r="B1"><v>9</v></c> --><c r="C1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>王</t></is></c></row>'
    )
    assert read(package(tmp_path / "a.xlsx", rows)) == [(1, ["李霞", None, "a<b"]), (2, ["王"])]


def test_rows_and_cells_that_do_not_say_where_they_are_follow_each_other(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>一</t></is></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>'
    assert read(package(tmp_path / "a.xlsx", rows)) == [(1, ["一", Number("2")]), (3, [Number("3")])]


def test_a_sheet_with_prefixed_names_is_read(tmp_path: Path) -> None:
    whole = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2">'
        '<x:c r="B2" t="inlineStr"><x:is><x:t>分宜</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert read(package(tmp_path / "a.xlsx", "", whole=whole)) == [(2, [None, "分宜"])]


def test_shared_strings_may_be_rich_empty_and_carry_readings(tmp_path: Path) -> None:
    strings = (
        '<si><t>平</t></si><si><t xml:space="preserve"> 空 </t></si><si/><si><r><t>富</t></r><r><rPr/><t>文</t></r></si>'
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>a&amp;b_x000A_c</t></si>'
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCDEF"))
    found = read(package(tmp_path / "a.xlsx", f'<row r="1">{cells}</row>', strings=strings))
    assert found == [(1, ["平", " 空 ", "", "富文", "東京", "a&b\nc"])]


def test_a_shared_string_that_is_not_there_is_a_fault_with_a_sentence(tmp_path: Path) -> None:
    path = package(
        tmp_path / "a.xlsx", '<row r="1"><c r="A1" t="s"><v>7</v></c></row>', strings="<si><t>平</t></si>"
    )
    with pytest.raises(WorkbookUnreadable, match="另存为"):
        read(path)


def test_many_rows_agree_with_another_reader(tmp_path: Path) -> None:
    made = volunteers_workbook(tmp_path / "many.xlsx", 3_000)
    ours = {number: [cell for cell in cells if cell is not None] for number, cells in read(made.path)}
    theirs = CalamineWorkbook.from_path(str(made.path)).get_sheet_by_index(0).to_python()
    assert max(ours) == len(theirs)
    for number, row in enumerate(theirs, 1):
        expected = [str(cell) if isinstance(cell, str) else None for cell in row if cell != ""]
        found = ours.get(number, [])
        assert len(found) == len(expected)
        assert all(text is None or text == cell for text, cell in zip(expected, found, strict=True))


def test_the_file_says_how_many_rows_it_has(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["姓名"], [["李霞"]] * 41)
    with open_rows(path) as rows:
        assert rows.announced == 42
    with open_rows(package(tmp_path / "b.xlsx", "")) as rows:
        assert rows.announced == 0
        assert list(rows) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 not really",
        "姓名,性别\n李霞,女".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
)
def test_what_is_no_workbook_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookUnreadable, match="Excel"):
        read(path)


def test_a_missing_file_gets_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorkbookMissing, match="没有找到"):
        read(tmp_path / "nowhere.xlsx")


def test_a_cut_off_file_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["姓名"], [["李霞"]] * 5_000)
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(WorkbookUnreadable):
        read(path)


def test_a_document_type_is_refused_before_it_can_explode(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    with pytest.raises(WorkbookUnreadable):
        read(package(tmp_path / "a.xlsx", "", whole=sheet(rows, bomb)))
    with pytest.raises(WorkbookUnreadable):
        read(package(tmp_path / "b.xlsx", "", book=bomb + BOOK))


def test_a_workbook_without_a_visible_sheet_is_refused(tmp_path: Path) -> None:
    hidden = BOOK.replace('name="名单" sheetId="2"', 'name="名单" sheetId="2" state="veryHidden"')
    with pytest.raises(WorkbookUnreadable):
        read(package(tmp_path / "a.xlsx", "", book=hidden))


def test_a_fault_of_the_reader_of_rows_stays_their_own(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["姓名"], [["李霞"]])
    with pytest.raises(ValueError, match="mine"), open_rows(path):
        raise ValueError("mine")


def test_blank_rows_with_formats_only_are_passed_on_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page, bold = book.add_worksheet(), book.add_format({"bold": True})
    page.write_blank(0, 0, None, bold)
    page.write_string(2, 1, "尾")
    book.close()
    assert read(path) == [(1, [None]), (3, [None, "尾"])]


@pytest.mark.parametrize(("letters", "place"), [("A", 0), ("Z", 25), ("AA", 26), ("XFD", 16383)])
def test_columns_count_in_letters(letters: str, place: int) -> None:
    assert column_of(letters) == place


def test_a_column_beyond_the_last_is_a_fault() -> None:
    with pytest.raises(WorkbookUnreadable):
        column_of("ZZZ")
