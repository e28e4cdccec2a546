"""How the site says times, places and distances."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from redvest.faces.site import words

NOW = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)  # Thursday, ten in China
TODAY = date(2026, 3, 5)


def test_a_day_of_this_year_needs_no_year() -> None:
    assert words.day_words(date(2026, 3, 7), TODAY) == "3月7日 周六"
    assert words.day_words(date(2027, 1, 3), TODAY) == "2027年1月3日 周日"


def test_times_are_told_in_china() -> None:
    late = datetime(2026, 3, 5, 17, 5, tzinfo=UTC)
    assert words.clock_words(late) == "1:05"
    assert words.moment_words(late, TODAY) == "3月6日 周五 1:05"


def test_a_span_says_the_second_day_only_where_there_is_one() -> None:
    starts = datetime(2026, 3, 7, 0, 30, tzinfo=UTC)
    assert words.span_words(starts, starts + timedelta(hours=2), TODAY) == "3月7日 周六 8:30–10:30"
    night = words.span_words(starts, starts + timedelta(hours=20), TODAY)
    assert night == "3月7日 周六 8:30 – 3月8日 周日 4:30"


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(days=9), "还有 9 天"),
        (timedelta(days=2), "还有 2 天"),
        (timedelta(hours=20), "明天 6:00"),
        (timedelta(hours=5), "今天 15:00"),
        (timedelta(minutes=12), "还有 12 分钟"),
        (timedelta(seconds=3), "还有 1 分钟"),
        (timedelta(0), "正在进行"),
        (timedelta(minutes=-119), "正在进行"),
        (timedelta(minutes=-120), "已经结束"),
    ],
)
def test_the_countdown_is_told_as_one_would(after: timedelta, said: str) -> None:
    assert words.countdown_words(NOW + after, NOW + after + timedelta(hours=2), NOW) == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [(12, "50 米"), (912, "900 米"), (949, "950 米"), (951, "1.0 公里"), (3240, "3.2 公里")],
)
def test_distances_are_as_exact_as_a_walk_needs(metres: float, said: str) -> None:
    assert words.distance_words(metres) == said


def test_a_number_comes_in_groups_of_four() -> None:
    assert words.number_words("360522104471") == "3605 2210 4471"


@pytest.mark.parametrize(
    ("place", "region", "said"),
    [
        ("慕江村文化广场", "慕江村民委员会", "慕江村文化广场"),
        ("文化广场", "慕江村民委员会", "慕江村 · 文化广场"),
        ("抱石公园", "宝真社区居民委员会", "宝真社区 · 抱石公园"),
        ("", "钢丝厂居民委员会", "钢丝厂社区"),
        ("抱石公园", "城南街道", "城南街道 · 抱石公园"),
    ],
)
def test_places_go_by_the_name_people_use(place: str, region: str, said: str) -> None:
    assert words.where_words(place, region) == said
