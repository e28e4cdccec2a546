"""What a back-fill and a transfer have to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.backfill import (
    BackfillForm,
    TransferForm,
    backfill_faults,
    too_late,
    transfer_faults,
)

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 3, 5, 10, tzinfo=CHINA)
START = datetime(2026, 3, 1, 9, tzinfo=CHINA)
WHO = UUID(int=1)
GOOD = BackfillForm(
    "清理河道", "抱石公园", "捡垃圾", START, START + timedelta(hours=2), "断网", ((WHO, 120),)
)
OTHER = TransferForm("敬老", START, START + timedelta(hours=2), 120, "江西志愿服务网", "JX-001")


def test_what_is_whole_has_no_fault() -> None:
    assert not backfill_faults(GOOD, AT)
    assert not transfer_faults(OTHER, AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"reason": ""}, "reason"),
        ({"place_name": ""}, "place_name"),
        ({"content": ""}, "content"),
        ({"ends_at": START}, "ends_at"),
        ({"ends_at": AT + timedelta(minutes=1)}, "ends_at"),
        ({"starts_at": START - timedelta(days=40)}, "ends_at"),
        ({"people": ()}, "people"),
        ({"people": ((WHO, 0),)}, "people"),
        ({"people": ((WHO, 121),)}, "people"),
        ({"people": ((WHO, 60), (WHO, 60))}, "people"),
    ],
)
def test_each_fault_is_at_its_field(changes: dict[str, object], field: str) -> None:
    assert field in [name for name, _ in backfill_faults(replace(GOOD, **changes), AT)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"system": ""}, "system"),
        ({"receipt": " "}, "receipt"),
        ({"minutes": 121}, "minutes"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_a_transfer_names_its_system_and_its_paper(changes: dict[str, object], field: str) -> None:
    assert [name for name, _ in transfer_faults(replace(OTHER, **changes), AT)] == [field]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(1, 366))
def test_the_window_closes_after_its_last_day(ended: date, passed: int, window: int) -> None:
    assert too_late(ended, ended + timedelta(days=passed), window) is (passed > window)
