"""Sheets: headers wherever they stand and whatever they are called, and cells as people fill them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from redvest.core.workbook import Cell, Number
from redvest.registry.rules.sheet import (
    CellFault,
    Column,
    HeaderMissing,
    Shape,
    bare_title,
    filled,
    find_header,
    is_blank,
    is_yes,
    split_list,
    text_of,
)
from redvest.registry.rules.sheet_dates import date_of
from redvest.registry.rules.sheet_volunteers import SHAPE

SMALL = Shape(
    (
        Column("name", "姓名", needed=True),
        Column("id_number", "证件号码", ("身份证号",), needed=True),
        Column("phone", "手机"),
    )
)


def header(*rows: list[Cell]) -> list[tuple[int, list[Cell]]]:
    return list(enumerate(rows, 1))


@pytest.mark.parametrize(
    "title",
    [
        "证件号码",
        "* 证件号码",
        "证件号码（必填）",
        "证件号码(18位)",
        " 证件 号码 ",
        "证件号码：",
        "【必填】证件号码",
        "身份证号",
        "ID_NUMBER",
    ],
)
def test_a_title_is_known_with_all_its_decoration(title: str) -> None:
    assert find_header(header(["姓名", title]), SMALL).places["id_number"] == 1


def test_the_header_is_found_below_titles_and_notes() -> None:
    found = find_header(
        header(
            ["新余市志愿者登记表"], [None], ["填表说明", "姓名要和证件一致"], ["手机", "身份证号", "姓名"]
        ),
        SMALL,
    )
    assert found.row == 4
    assert found.places == {"phone": 0, "id_number": 1, "name": 2}


def test_columns_of_no_use_are_named_and_a_second_one_of_a_kind_is_not_used() -> None:
    found = find_header(header(["序号", "姓名", "证件号码", "身份证号", None, "备注"]), SMALL)
    assert found.places == {"name": 1, "id_number": 2}
    assert found.extra == ("序号", "身份证号", "备注")
    assert found.titles == ("序号", "姓名", "证件号码", "身份证号", "", "备注")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(HeaderMissing, match="“证件号码”") as raised:
        find_header(header(["表"], ["姓名", "手机"]), SMALL)
    assert raised.value.details["missing"] == ["id_number"]
    assert "“姓名”" not in raised.value.message


def test_no_header_at_all_names_everything_that_is_needed() -> None:
    with pytest.raises(HeaderMissing, match="“姓名”、“证件号码”"):
        find_header(header(["李霞", "13800138000"]), SMALL)


def test_no_title_of_the_volunteers_sheet_means_two_columns() -> None:
    seen: dict[str, str] = {}
    for column in SHAPE.columns:
        for title in (column.title, *column.aliases):
            assert seen.setdefault(bare_title(title), column.key) == column.key


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  李 \t 霞\n", "李 霞"),
        (Number("13800138000.0"), "13800138000"),
        (datetime(2001, 3, 5), "2001-03-05"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("　百花湖　", "百花湖"),
    ],
)
def test_a_cell_is_one_clean_line(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize("text", ["", "-", "——", "/", "无", "N/A", "null"])
def test_marks_for_nothing_are_nothing(text: str) -> None:
    assert filled(text) == ""


def test_a_blank_row_is_one_without_a_visible_sign() -> None:
    assert is_blank([None, "", "  ", "　", "\n"])
    assert is_blank([])
    assert not is_blank([None, Number("0")])


@pytest.mark.parametrize("text", ["是", "同意", " 已同意 ", "√", "Y", "yes", "ＹＥＳ", "1"])
def test_yes_in_many_words(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["", "否", "不同意", "×", "N", "0"])
def test_no_and_silence_are_not_consent(text: str) -> None:
    assert not is_yes(text)


def test_what_is_neither_yes_nor_no_is_asked_back() -> None:
    with pytest.raises(CellFault, match="看不出是同意还是不同意"):
        is_yes("再说")


def test_lists_are_cut_at_any_mark_without_repeats() -> None:
    assert split_list("甲、乙,丙；丁 / 甲;; 戊") == ["甲", "乙", "丙", "丁", "戊"]


@pytest.mark.parametrize(
    "cell",
    [
        "2001-3-5", "2001-03-05", "2001/03/05", "2001/3/5", "2001.3.5", "2001年3月5日", "2001 年 3 月 5 日", "20010305",
        "２００１年３月５日", "2001-03-05 08:30:00", "2001-03-05T08:30:00", "36955", "2001年03月05号", " 2001-3-5 ",
        Number("36955"), Number("36955.0"), Number("36955.75"), Number("20010305"), Number("20010305.0"),
        datetime(2001, 3, 5, 8), date(2001, 3, 5),
    ],
)  # fmt: skip
def test_a_day_in_every_spelling(cell: Cell) -> None:
    assert date_of(cell) == date(2001, 3, 5)


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_no_day_is_no_fault(cell: Cell) -> None:
    assert date_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2001-02-30", "没有“2001-02-30”这一天"),
        ("20011301", "没有"),
        ("01-3-5", "年份只有两位"),
        ("2001-03", "没有写到哪一天"),
        ("2001年3月", "没有写到哪一天"),
        ("五月初三", "认不出来"),
        ("3月5日", "认不出来"),
        ("1001-03-05", "年份太早"),
        (Number("1.5E9"), "认不出来"),
    ],
)
def test_a_wrong_day_says_what_to_write(cell: Cell, words: str) -> None:
    with pytest.raises(CellFault, match=words):
        date_of(cell)
