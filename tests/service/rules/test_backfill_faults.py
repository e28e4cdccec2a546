"""What a back-fill and a transfer must say: every fault at its field, and nothing refused that is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.backfill import (
    LONGEST,
    MOST_PEOPLE,
    BackfillForm,
    TransferForm,
    backfill_faults,
    sentences,
    too_late,
    transfer_faults,
)

NOW = datetime(2026, 3, 6, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORM = BackfillForm(
    title="清理河道", place_name="孔目江", content="捡垃圾", starts_at=NOW - 5 * HOUR, ends_at=NOW - 3 * HOUR,
    reason="没有信号", people=((UUID(int=1), 120), (UUID(int=2), 60)),
)  # fmt: skip
TRANSFER = TransferForm(
    title="敬老院探访", starts_at=NOW - 5 * HOUR, ends_at=NOW - 3 * HOUR, minutes=120, system="江西志愿服务网", receipt="JX-1",
)  # fmt: skip


def fields_of(faults: list[tuple[str, str]]) -> list[str]:
    return [field for field, _ in faults]


def test_what_is_right_has_no_fault() -> None:
    assert backfill_faults(FORM, NOW) == []
    assert transfer_faults(TRANSFER, NOW) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "名" * 61}, "title"),
        ({"place_name": ""}, "place_name"),
        ({"place_name": "江" * 81}, "place_name"),
        ({"content": ""}, "content"),
        ({"content": "扫" * 501}, "content"),
        ({"reason": "\t"}, "reason"),
        ({"reason": "因" * 201}, "reason"),
        ({"ends_at": NOW + HOUR}, "ends_at"),
        ({"people": ()}, "people"),
        ({"people": ((UUID(int=1), 60), (UUID(int=1), 60))}, "people"),
        ({"people": ((UUID(int=1), 0),)}, "people"),
        ({"people": ((UUID(int=1), -5),)}, "people"),
        ({"people": ((UUID(int=1), 121),)}, "people"),
        ({"people": tuple((UUID(int=n), 60) for n in range(MOST_PEOPLE + 1))}, "people"),
    ],
)
def test_each_fault_of_a_backfill_is_told_at_its_field(changes: dict[str, object], field: str) -> None:
    faults = backfill_faults(replace(FORM, **changes), NOW)

    assert fields_of(faults) == [field]
    assert faults[0][1].endswith("。")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "名" * 60},
        {"place_name": "江" * 80},
        {"content": "扫" * 500},
        {"reason": "因" * 200},
        {"ends_at": NOW},
        {"people": tuple((UUID(int=n), 120) for n in range(MOST_PEOPLE))},
        {"people": ((UUID(int=1), 1),)},
    ],
)
def test_what_just_fits_is_taken(changes: dict[str, object]) -> None:
    assert backfill_faults(replace(FORM, **changes), NOW) == []


def test_an_end_before_the_start_is_told_before_anything_else_of_the_times() -> None:
    faults = backfill_faults(replace(FORM, ends_at=FORM.starts_at), NOW)

    assert fields_of(faults) == ["ends_at", "people"]
    assert "晚于" in faults[0][1]


def test_a_month_is_the_longest() -> None:
    begins = NOW - LONGEST - HOUR
    whole = replace(FORM, starts_at=begins, ends_at=begins + LONGEST)
    longer = replace(whole, ends_at=whole.ends_at + timedelta(seconds=1))

    assert backfill_faults(whole, NOW) == []
    assert fields_of(backfill_faults(longer, NOW)) == ["ends_at"]


def test_every_fault_is_told_at_once() -> None:
    empty = BackfillForm("", "", "", NOW, NOW + HOUR, "", ())

    assert fields_of(backfill_faults(empty, NOW)) == [
        "title", "place_name", "content", "reason", "ends_at", "people",
    ]  # fmt: skip


@given(st.lists(st.integers(-10, 200), min_size=1, max_size=6))
def test_nobody_gets_more_than_the_activity_lasted_and_nobody_nothing(minutes: list[int]) -> None:
    people = tuple((UUID(int=n), each) for n, each in enumerate(minutes))
    faults = backfill_faults(replace(FORM, people=people), NOW)

    assert bool(faults) == any(not 1 <= each <= 120 for each in minutes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "名" * 61}, "title"),
        ({"system": ""}, "system"),
        ({"system": "网" * 41}, "system"),
        ({"receipt": " "}, "receipt"),
        ({"receipt": "1" * 39}, "receipt"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 121}, "minutes"),
        ({"ends_at": NOW + HOUR}, "ends_at"),
    ],
)
def test_each_fault_of_a_transfer_is_told_at_its_field(changes: dict[str, object], field: str) -> None:
    assert fields_of(transfer_faults(replace(TRANSFER, **changes), NOW)) == [field]


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_source_always_fits_the_column_that_keeps_it(system: str, receipt: str) -> None:
    if transfer_faults(replace(TRANSFER, system=system, receipt=receipt), NOW) == []:
        assert len(f"{system} {receipt}") <= 80


@given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 400), st.integers(1, 366))
def test_the_window_counts_from_the_day_of_the_end(ended_on: date, passed: int, window: int) -> None:
    assert too_late(ended_on, ended_on + timedelta(days=passed), window) == (passed > window)


def test_the_last_day_of_the_window_still_counts() -> None:
    assert not too_late(date(2026, 2, 4), date(2026, 3, 6), 30)
    assert too_late(date(2026, 2, 3), date(2026, 3, 6), 30)


def test_errors_carry_field_and_sentence() -> None:
    assert sentences([("title", "请写明活动叫什么。")]) == [
        {"field": "title", "sentence": "请写明活动叫什么。"}
    ]
    assert sentences([]) == []
