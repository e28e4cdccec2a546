"""The rules of points and the time bank, as a city may set them."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules.dated_rule import typed_value
from redvest.registry.rules.setting import RULES, fits

KEY = "points.coefficients"


def test_categories_are_written_down_to_three_levels() -> None:
    text = '{"xinyu:10": 15, "xinyu:10/first-aid": 20, "xinyu:10/first-aid/skilled": 30, "henan:02": 0}'
    assert fits(KEY, typed_value(RULES[KEY], text))
    assert fits(KEY, {})


@pytest.mark.parametrize(
    "value",
    [
        {"xinyu:10": -1},
        {"xinyu:10": 1001},
        {"xinyu:10": 1.5},
        {"xinyu:10": True},
        {"xinyu:10/skilled/service": 10},
        {"xinyu:10/service/expert": 10},
        {"老年介护": 10},
        [["xinyu:10", 10]],
        {f"xinyu:{n % 100:02d}/a{'b' * (n // 100)}": 1 for n in range(501)},
        10,
    ],
)
def test_what_is_no_table_of_coefficients(value: Any) -> None:
    assert not fits(KEY, value)


def test_the_time_bank_keeps_fifteen_hundred_hours_unless_said_otherwise() -> None:
    assert RULES["timebank.most_hours"].default == 1500
    assert fits("timebank.most_hours", 0) and not fits("timebank.most_hours", -1)
    assert RULES["timebank.parent_age"].default == 60
