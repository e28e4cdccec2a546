"""The rule that holds: the nearest place upward, the latest day not after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from redvest.registry.models import DatedSetting, Region
from redvest.registry.queries.setting import age_gates, history, rule, rules
from redvest.registry.setting_errors import RuleUnknown
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
KEY = "age.minimum"


def put(region: Region, day: date, value: Any, key: str = KEY) -> None:
    DatedSetting.objects.create(key=key, region=region, effective_on=day, value=value, set_at=make.NOW)


def test_without_a_row_the_default_holds() -> None:
    assert rule(KEY, make.make_region_tree().baihua.path, make.TODAY) == 6


def test_a_row_holds_from_its_day_on() -> None:
    tree = make.make_region_tree()
    put(tree.city, date(2026, 3, 5), 8)

    assert rule(KEY, tree.city.path, date(2026, 3, 4)) == 6
    assert rule(KEY, tree.city.path, date(2026, 3, 5)) == 8
    assert rule(KEY, tree.city.path, date(2030, 1, 1)) == 8


def test_of_several_rows_the_latest_that_has_begun_holds() -> None:
    tree = make.make_region_tree()
    for day, value in ((date(2027, 1, 1), 9), (date(2025, 1, 1), 7), (date(2026, 1, 1), 8)):
        put(tree.city, day, value)

    assert rule(KEY, tree.city.path, make.TODAY) == 8


def test_a_nearer_place_wins_even_with_an_older_row() -> None:
    tree = make.make_region_tree()
    put(tree.city, date(2026, 2, 1), 8)
    put(tree.yushui, date(2020, 1, 1), 10)

    assert rule(KEY, tree.baihua.path, make.TODAY) == 10
    assert rule(KEY, tree.fenyi.path, make.TODAY) == 8


def test_a_row_below_or_beside_does_not_reach() -> None:
    tree = make.make_region_tree()
    put(tree.chengnan, date(2020, 1, 1), 10)

    assert rule(KEY, tree.yushui.path, make.TODAY) == 6
    assert rule(KEY, tree.fenyi.path, make.TODAY) == 6


def test_several_rules_cost_one_query(django_assert_num_queries: Any) -> None:
    tree = make.make_region_tree()
    put(tree.city, date(2026, 1, 1), "nearest", key="hours.rounding_mode")

    with django_assert_num_queries(1):
        values = rules(["hours.rounding_mode", "hours.rounding_unit_minutes"], tree.baihua.path, make.TODAY)

    assert values == {"hours.rounding_mode": "nearest", "hours.rounding_unit_minutes": 1}


def test_the_age_gates_of_a_place() -> None:
    tree = make.make_region_tree()
    put(tree.yushui, date(2026, 1, 1), 16, key="age.data_consent_under")

    assert age_gates(tree.baihua.path, make.TODAY).data_consent_under == 16
    assert age_gates(tree.fenyi.path, make.TODAY).data_consent_under == 14


def test_the_history_shows_what_ever_held_here() -> None:
    tree = make.make_region_tree()
    put(tree.city, date(2025, 1, 1), 7)
    put(tree.yushui, date(2026, 1, 1), 8)
    put(tree.fenyi, date(2026, 1, 1), 9)

    assert [row.value for row in history(KEY, tree.baihua.path)] == [8, 7]


def test_an_unknown_rule_is_a_fault() -> None:
    with pytest.raises(RuleUnknown):
        rule("age.nonsense", "360500/", make.TODAY)
    with pytest.raises(RuleUnknown):
        history("age.nonsense", "360500/")
