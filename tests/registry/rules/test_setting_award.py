"""The dated rules of awards: in the catalogue, typed as people type them, both ends and what lies beyond."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules.dated_rule import typed_value, value_words
from redvest.registry.rules.setting import RULES, fits
from redvest.registry.rules.setting_award import AWARD


@pytest.mark.parametrize("key", [rule.key for rule in AWARD])
def test_each_is_in_the_catalogue_and_survives_being_shown_and_typed(key: str) -> None:
    rule = RULES[key]
    assert key.startswith("award.") and rule in AWARD
    assert typed_value(rule, value_words(rule.default)) == rule.default


@pytest.mark.parametrize(
    ("key", "value", "good"),
    [
        ("award.publicity_days", 5, True),
        ("award.publicity_days", 60, True),
        ("award.publicity_days", 4, False),  # never less than the five working days of the national rule
        ("award.publicity_days", 61, False),
        ("award.public_most", 1, True),
        ("award.public_most", 100, True),
        ("award.public_most", 0, False),
        ("award.public_most", 101, False),
        ("award.public_most", "5", False),
    ],
)
def test_both_ends(key: str, value: Any, good: bool) -> None:
    assert fits(key, value) == good
