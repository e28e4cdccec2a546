"""How pages say days: one shape for those of any year, one for those about now, each in China and in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

LATE = datetime(2026, 3, 4, 16, 5, tzinfo=UTC)  # five past midnight on the fifth in China


def said(filtered: str, value: Any) -> str:
    return Template(f"{{{{ value|{filtered} }}}}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", date(2025, 12, 31), "2025年12月31日"),
        ("day", LATE, "2026年3月5日"),
        ("day", "2025-12-31", "2025年12月31日"),
        ("moment", LATE, "2026年3月5日 0:05"),
        ("near_day", date(2026, 3, 9), "3月9日 周一"),
        ("near_day", date(2025, 3, 9), "2025年3月9日 周日"),
        ("near", LATE, "3月5日 周四 0:05"),
        ("clock", LATE, "0:05"),
    ],
)
def test_each_shape(name: str, value: Any, words: str) -> None:
    with time_machine.travel(datetime(2026, 3, 5, 2, tzinfo=UTC), tick=False):
        assert said(name, value) == words


@pytest.mark.parametrize("name", ["day", "moment", "near_day", "near"])
def test_none_is_nothing_and_so_is_what_a_page_does_not_have(name: str) -> None:
    missing = Template(f"{{{{ nothing.there|{name} }}}}").render(Context())
    assert said(name, None) == missing == ""


def test_a_reader_of_english_gets_no_chinese_day() -> None:
    with translation.override("en"):
        for name in ("day", "moment", "near_day", "near"):
            assert not set("年月日周") & set(said(name, LATE))
