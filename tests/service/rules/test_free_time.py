"""Whether an occasion falls into somebody's free times."""

from __future__ import annotations

from datetime import datetime

import pytest

from redvest.core.clock import CHINA
from redvest.registry.rules.availability import encode
from redvest.service.rules.free_time import fits


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("codes", "begins", "ends", "expected"),
    [
        ([], "2026-03-07T09:00", "2026-03-07T11:00", None),
        (["sat-morning"], "2026-03-07T09:00", "2026-03-07T12:00", True),
        (["sat-morning"], "2026-03-07T09:00", "2026-03-07T12:30", False),
        (["sat-morning", "sat-afternoon"], "2026-03-07T09:00", "2026-03-07T18:00", True),
        (["sun-morning"], "2026-03-07T09:00", "2026-03-07T11:00", False),
        (["sat-evening"], "2026-03-07T19:00", "2026-03-09T11:00", True),  # several days: the first one counts
        (["sat-morning"], "2026-03-07T08:00", "2026-03-09T11:00", False),
    ],
)
def test_every_part_it_touches(codes: list[str], begins: str, ends: str, expected: bool | None) -> None:
    assert fits(encode(codes), china(begins), china(ends), holiday=False) is expected


def test_a_public_holiday_is_none_of_the_week() -> None:
    begins, ends = china("2026-05-01T09:00"), china("2026-05-01T11:00")
    assert fits(encode(["fri-morning"]), begins, ends, holiday=True) is False
    assert fits(encode(["holiday-morning"]), begins, ends, holiday=True) is True
