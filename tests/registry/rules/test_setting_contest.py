"""How long pupils' names are kept: a month at least, ten years at most, a year where nobody says."""

from __future__ import annotations

import pytest

from redvest.registry.rules.setting import RULES, fits


def test_a_year_where_nobody_says() -> None:
    assert RULES["contest.pupil_days"].default == 365


@pytest.mark.parametrize(
    ("value", "good"), [(30, True), (3650, True), (29, False), (3651, False), (True, False), ("365", False)]
)
def test_what_it_may_be(value: object, good: bool) -> None:
    assert fits("contest.pupil_days", value) == good
