"""Public words name no phone, no identity number, no door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.need_words import plain, tells_a_door, tells_a_number, tells_too_much
from redvest.registry.rules.identity_number import check_character


@pytest.mark.parametrize(
    "text",
    [
        "打13907900001找刘桂英", "139 0790 0001", "139-0790-0001", "１３９０７９００００１", "座机 6441234",
        "证号 11010519491231002X", "电话1390790 0001",
    ],
)  # fmt: skip
def test_numbers_are_seen_however_they_are_spaced(text: str) -> None:
    assert tells_a_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "2栋301买药", "百花路8号", "百花路 8 号送饭", "三单元的老人", "8-2-301", "送到２栋", "和平小区12号", "五号楼楼顶漏水",
        "阳光花园 A 栋", "301室", "老村二组5号",
    ],
)  # fmt: skip
def test_doors_are_seen(text: str) -> None:
    assert tells_a_door(text)


@pytest.mark.parametrize(
    "text",
    [
        "帮独居老人买药", "12月8号陪老人去医院", "想要一个 24 寸的书包", "教孩子小学三年级数学", "2026-03-08 陪诊",
        "2026年3月8日 陪诊",
        "一个人在家，想有人陪陪", "5 个人搬 3 张桌子", "室内打扫", "每周 2-3 次送饭", "社区组织5号去献血",
    ],
)  # fmt: skip
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert not tells_too_much(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "·", ".", "—"]))
def test_no_phone_gets_through(number: str, gap: str) -> None:
    spaced = gap.join((number[:3], number[3:7], number[7:]))
    assert tells_a_number(f"找{spaced}谢谢")


@given(st.from_regex(r"36050[0-9]{1}19[5-9][0-9]{1}0[1-9]1[0-9][0-9]{3}", fullmatch=True))
def test_no_identity_number_gets_through(body: str) -> None:
    assert tells_a_number(f"证号{body}{check_character(body)}")


@given(st.text())
def test_plain_words_have_no_gaps_at_the_ends_and_none_twice(text: str) -> None:
    found = plain(text)
    assert found == found.strip() and "  " not in found and "\x00" not in found and plain(found) == found
