"""Times and deadlines in the words people use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from redvest.core.clock import CHINA
from redvest.faces.desk.words import deadline_words, moment_words, span_words
from tests.factories.registry import NOW


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc, arg-type]


def test_times_are_said_as_people_say_them() -> None:
    today = date(2026, 3, 5)
    assert moment_words(china(2026, 3, 5, 8, 5), today) == "今天 8:05"
    assert span_words(china(2026, 3, 7, 8, 30), china(2026, 3, 7, 10, 30), today) == "3月7日 周六 8:30–10:30"
    assert (
        span_words(china(2026, 3, 7, 22), china(2026, 3, 8, 2), today)
        == "3月7日 周六 22:00 – 3月8日 周日 2:00"
    )
    assert moment_words(china(2025, 12, 31, 9), today) == "2025年12月31日 周三 9:00"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=5), "还剩 3 天"),
        (timedelta(hours=1, minutes=40), "还剩 1 小时 40 分"),
        (timedelta(minutes=12), "还剩 12 分"),
        (timedelta(seconds=5), "还剩 1 分"),
        (timedelta(0), "已经过了"),
    ],
)
def test_deadlines_count_down(left: timedelta, words: str) -> None:
    assert deadline_words(NOW + left, NOW) == words
