"""When a station is due, what a city owes, and how findings are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.oversight.rules.station_assessment import QUOTAS, ends_after, is_due, kept, quota_gap
from redvest.registry.choices import StationLevel
from redvest.registry.queries.station_standard import standards
from redvest.registry.rules.station_level import judge

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("level", "days", "due"),
    [
        ("standardised", 61, False),
        ("standardised", 60, True),
        ("basic", -1, True),
        ("", None, True),
        ("", 400, True),
    ],
)
def test_a_station_is_due_sixty_days_before_its_level_ends(level: str, days: int | None, due: bool) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    assert is_due(level, until, TODAY) is due


@pytest.mark.parametrize(
    ("city_class", "owed"), [("national", 10), ("nominated", 6), ("provincial", 4), ("other", 2)]
)
def test_what_a_city_owes_follows_from_what_it_is(city_class: str, owed: int) -> None:
    assert QUOTAS[city_class] == owed
    assert quota_gap({StationLevel.STANDARDISED: 0}, city_class) == owed
    assert quota_gap({StationLevel.STANDARDISED: owed - 1, StationLevel.BASIC: 50}, city_class) == 1
    assert quota_gap({StationLevel.STANDARDISED: owed + 1}, city_class) == 0
    assert quota_gap({}, city_class) == owed


def test_findings_can_be_read_years_later_without_the_list() -> None:
    items = standards()["henan-2013"].items
    rows = kept(judge(items, ["mark"], {"members": 12}))
    assert [row["item"] for row in rows] == [item.key for item in items]
    team = next(row for row in rows if row["item"] == "team")
    assert (team["value"], team["basic"], team["standardised"]) == (12, True, False)
    assert team["reason"] == "志愿者队伍：12 人（基础级要 10，规范化要 30）"


@pytest.mark.parametrize(
    ("on", "days", "last"),
    [
        (date(2026, 3, 5), 730, date(2028, 3, 5)), (date(2027, 3, 5), 730, date(2029, 3, 5)),
        (date(2028, 2, 29), 365, date(2029, 2, 28)), (date(2026, 3, 5), 90, date(2026, 6, 3)),
    ],
)  # fmt: skip
def test_a_level_of_whole_years_ends_on_the_same_day_of_the_year(on: date, days: int, last: date) -> None:
    assert ends_after(on, days) == last
