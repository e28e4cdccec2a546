"""The dated rules of organisations: in the catalogue, with sane defaults and both ends of every range."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules.annual_report import due_on
from redvest.registry.rules.setting import RULES, fits
from redvest.registry.rules.setting_bodies import BODIES

KEYS = [rule.key for rule in BODIES]


def test_each_is_in_the_catalogue_once() -> None:
    assert len(set(KEYS)) == len(KEYS) == 4
    for rule in BODIES:
        assert rule.key.startswith("bodies.") and RULES[rule.key] is rule
        assert fits(rule.key, rule.default)


@pytest.mark.parametrize(
    ("key", "least", "most"), [("bodies.per_person", 1, 100), ("bodies.annual_report_days", 1, 366)]
)
def test_both_ends_and_what_lies_beyond(key: str, least: int, most: int) -> None:
    assert fits(key, least) and fits(key, most)
    assert not fits(key, least - 1) and not fits(key, most + 1)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", [True, None, "5", 5.0, [], -1])
def test_what_is_no_number_is_refused(key: str, value: Any) -> None:
    assert not fits(key, value)


def test_the_default_day_is_the_last_of_may() -> None:
    assert due_on(2026, RULES["bodies.annual_report_days"].default).isoformat() == "2027-05-31"
