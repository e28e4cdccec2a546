"""Cells: what a number, a date or an escape in a file is to a person."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from redvest.core.workbook.cells import (
    EPOCH_1904,
    Cell,
    Number,
    cell_text,
    is_date_format,
    moment_of,
    unescape,
)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("百花湖", "百花湖"),
        (Number("13800138000"), "13800138000"),
        (Number("13800138000.0"), "13800138000"),
        (Number("2.5"), "2.5"),
        (Number("110105194912310021"), "110105194912310021"),
        (True, "是"),
        (False, "否"),
        (date(2001, 3, 5), "2001-03-05"),
        (datetime(2001, 3, 5), "2001-03-05"),
        (datetime(2001, 3, 5, 8, 30), "2001-03-05 08:30:00"),
    ],
)
def test_a_cell_reads_as_a_person_sees_it(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (61, date(1900, 3, 1)),
        (36955, date(2001, 3, 5)),
        (2958465, date(9999, 12, 31)),
    ],
)
def test_serial_numbers_are_the_days_that_excel_shows(serial: float, day: date) -> None:
    moment = moment_of(serial)
    assert moment is not None
    assert moment.date() == day


def test_serials_of_old_mac_files_count_from_1904() -> None:
    moment = moment_of(35493, EPOCH_1904)
    assert moment is not None
    assert moment.date() == date(2001, 3, 5)


@pytest.mark.parametrize("serial", [-1, 2958466, 20010305])
def test_a_number_beyond_the_calendar_is_no_day(serial: float) -> None:
    assert moment_of(serial) is None


def test_a_serial_keeps_the_time_of_day_to_the_second() -> None:
    assert moment_of(36955.5) == datetime(2001, 3, 5, 12)


@pytest.mark.parametrize(
    ("code", "pattern", "dated"),
    [
        (14, None, True),
        (22, None, True),
        (0, None, False),
        (49, None, False),
        (164, "yyyy/m/d", True),
        (164, 'yyyy"年"m"月"d"日"', True),
        (164, "[$-804]yyyy年m月d日;@", True),
        (164, "#,##0.00", False),
        (164, '0"元"', False),
        (164, '"ddd"0', False),
        (164, "General", False),
    ],
)
def test_a_format_says_whether_its_number_is_a_date(code: int, pattern: str | None, dated: bool) -> None:
    assert is_date_format(code, pattern) is dated


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a&amp;b", "a&b"),
        ("&amp;lt;", "&lt;"),
        ("一_x000A_二", "一\n二"),
        ("_x0041_", "A"),
        ("_x0000_x", "x"),
        ("_xD800_", ""),
        ("平常", "平常"),
    ],
)
def test_escapes_become_characters_and_impossible_ones_vanish(written: str, meant: str) -> None:
    assert unescape(written) == meant
