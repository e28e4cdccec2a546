"""Agreements and insurance: the text that is agreed to, what a policy covers, and a roster that shows any change."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.protection import (
    FIRST,
    LineFacts,
    PolicyForm,
    TermsFacts,
    covers,
    line_digest,
    policy_faults,
    terms_text,
    text_digest,
)

CHINA = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 3, 6, 9, 0, tzinfo=CHINA)
FACTS = TermsFacts(
    title="清理河道", body="黎明脚步志愿服务队", content="捡垃圾", place="孔目江", starts_at=NINE,
    ends_at=NINE + timedelta(hours=2), how="步行", conditions="满 18 周岁", risks="河边湿滑", guarantees="饮水、手套",
    insurance="PICC0001", contact="王主任",
)  # fmt: skip
POLICY = PolicyForm("中国人寿财险", "PICC0001", date(2026, 3, 6), date(2026, 3, 7))
LINE = LineFacts(
    order=1, volunteer="a1", name="李明霞", number="360522104471", masked_id="3605**********1234", post="清洁员",
    signed_up_at=NINE, late=False, added_at=NINE + timedelta(hours=1),
)  # fmt: skip
OTHERS: dict[str, object] = {
    "order": 2, "volunteer": "a2", "name": "李明", "number": "360522104472", "masked_id": "", "post": "联络员",
    "signed_up_at": NINE + timedelta(microseconds=1), "late": True, "added_at": NINE,
}  # fmt: skip


def test_the_agreement_has_the_items_of_the_law_in_order() -> None:
    text = terms_text(FACTS)
    names = (
        "服务内容",
        "服务方式",
        "服务时间",
        "服务地点",
        "工作条件",
        "对志愿者的要求",
        "可能的风险",
        "安全保障",
    )
    places = [text.index(f"{place}. {name}：") for place, name in enumerate(names, start=1)]

    assert places == sorted(places)
    assert text.startswith("志愿服务协议：清理河道\n组织单位：黎明脚步志愿服务队\n")
    assert "自愿、无偿" in text


def test_the_time_is_told_by_the_clock_of_the_city() -> None:
    told = replace(FACTS, starts_at=FACTS.starts_at.astimezone(UTC), ends_at=FACTS.ends_at.astimezone(UTC))

    assert terms_text(told) == terms_text(FACTS)
    assert "2026-03-06 09:00 至 2026-03-06 11:00（北京时间）" in terms_text(told)


def test_without_a_policy_the_guarantees_of_the_notice_stand_in() -> None:
    assert "安全保障：饮水、手套" in terms_text(replace(FACTS, insurance=""))
    assert "安全保障：无" in terms_text(replace(FACTS, insurance="", guarantees=""))


@given(st.text(max_size=60))
def test_no_item_can_break_the_text_into_other_lines(content: str) -> None:
    assert len(terms_text(replace(FACTS, content=content)).split("\n")) == len(terms_text(FACTS).split("\n"))


@pytest.mark.parametrize("name", sorted({field.name for field in fields(TermsFacts)}))
def test_another_word_anywhere_is_another_agreement(name: str) -> None:
    value = getattr(FACTS, name)
    changed = value + timedelta(minutes=1) if isinstance(value, datetime) else f"{value}二"

    assert text_digest(terms_text(replace(FACTS, **{name: changed}))) != text_digest(terms_text(FACTS))


@given(st.text(max_size=200))
def test_the_digest_of_a_text_is_its_sha_256(text: str) -> None:
    assert text_digest(text) == hashlib.sha256(text.encode("utf-8")).digest()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"insurer": ""}, "insurer"),
        ({"insurer": " 寿 "}, "insurer"),
        ({"insurer": "险" * 81}, "insurer"),
        ({"number": "123"}, "number"),
        ({"number": "1" * 61}, "number"),
        ({"number": "   12   "}, "number"),
        ({"covers_to": date(2026, 3, 5)}, "covers_to"),
    ],
)
def test_a_policy_with_a_fault_says_at_which_field(changes: dict[str, object], field: str) -> None:
    faults = policy_faults(replace(POLICY, **changes))

    assert [fault["field"] for fault in faults] == [field]
    assert faults[0]["sentence"].endswith("。")


def test_every_fault_of_a_policy_is_told_at_once() -> None:
    bad = PolicyForm("", "", date(2026, 3, 6), date(2026, 3, 5))

    assert [fault["field"] for fault in policy_faults(bad)] == ["insurer", "number", "covers_to"]


@pytest.mark.parametrize(
    "changes", [{}, {"insurer": "险" * 80}, {"number": "1" * 60}, {"covers_to": date(2026, 3, 6)}]
)
def test_a_policy_without_fault_has_none(changes: dict[str, object]) -> None:
    assert policy_faults(replace(POLICY, **changes)) == []


@given(
    st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    st.integers(0, 40),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 72),
)
def test_a_policy_covers_exactly_the_activities_whose_days_it_holds(
    begins: date, days: int, starts: datetime, hours: int
) -> None:
    starts_at = starts.replace(tzinfo=CHINA)
    ends_at = starts_at + timedelta(hours=hours)
    last = begins + timedelta(days=days)
    held = all(
        begins <= (starts_at + timedelta(hours=hour)).astimezone(CHINA).date() <= last
        for hour in range(hours + 1)
    )

    assert covers(begins, last, starts_at, ends_at) == held


def test_midnight_belongs_to_the_day_that_begins() -> None:
    midnight = datetime(2026, 3, 7, 0, 0, tzinfo=CHINA)

    assert not covers(date(2026, 3, 6), date(2026, 3, 6), midnight - timedelta(hours=2), midnight)
    assert covers(date(2026, 3, 6), date(2026, 3, 7), midnight - timedelta(hours=2), midnight)


def test_every_fact_of_a_line_has_its_change_here() -> None:
    assert set(OTHERS) == {field.name for field in fields(LineFacts)}


@pytest.mark.parametrize("name", OTHERS)
def test_changing_any_fact_of_a_line_changes_its_digest(name: str) -> None:
    assert line_digest(FIRST, replace(LINE, **{name: OTHERS[name]})) != line_digest(FIRST, LINE)


def test_the_zone_in_which_a_moment_is_kept_makes_no_difference() -> None:
    told = replace(LINE, signed_up_at=NINE.astimezone(UTC), added_at=LINE.added_at.astimezone(UTC))

    assert line_digest(FIRST, told) == line_digest(FIRST, LINE)


def chained(lines: list[LineFacts]) -> bytes:
    digest = FIRST
    for line in lines:
        digest = line_digest(digest, line)
    return digest


@given(st.lists(st.sampled_from(["李", "王", "陈", "赵"]), min_size=2, max_size=8), st.data())
def test_a_chain_shows_a_line_taken_out_or_swapped(names: list[str], data: st.DataObject) -> None:
    lines = [replace(LINE, order=order, name=name) for order, name in enumerate(names)]
    at = data.draw(st.integers(0, len(lines) - 2))
    without = lines[:at] + lines[at + 1 :]
    swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]

    assert chained(without) != chained(lines)
    assert chained(swapped) != chained(lines)
    assert chained(lines) == chained(list(lines))
