"""A day out of an address: what makes no sense is no day, and never a fault."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.faces.shared.typed import typed_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-28", date(2026, 11, 28)),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("", None),
        ("昨天", None),
        ("0000-00-00", None),
    ],
)
def test_a_day_or_none(text: str, day: date | None) -> None:
    assert typed_day(text) == day
