"""The dated rules of stars: in the catalogue, typed as people type them, both ends and what lies beyond."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules.dated_rule import typed_value, value_words
from redvest.registry.rules.setting import RULES, fits
from redvest.registry.rules.setting_star import STAR
from redvest.registry.setting_errors import RuleValueWrong


@pytest.mark.parametrize("key", [rule.key for rule in STAR])
def test_each_is_in_the_catalogue_and_survives_being_shown_and_typed(key: str) -> None:
    rule = RULES[key]
    assert key.startswith("star.") and rule in STAR
    assert typed_value(rule, value_words(rule.default)) == rule.default


@pytest.mark.parametrize(
    "text", ["100、300、600、1000、1500", "100, 300,600，1000;1500", "１００、300、600、1000、1500、"]
)
def test_hours_are_typed_with_whatever_stands_between(text: str) -> None:
    assert typed_value(RULES["star.hours"], text) == [100, 300, 600, 1000, 1500]


@pytest.mark.parametrize("text", ["一百、300、600、1000、1500", "100小时、300、600、1000、1500"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RuleValueWrong):
        typed_value(RULES["star.hours"], text)


def test_lists_of_words_stay_words() -> None:
    assert typed_value(RULES["danger.words"], "抢险、12") == ["抢险", "12"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("star.hours", [30, 60, 100, 200, 300]),
        ("star.span", "annual"),
        ("star.least_score", 0),
        ("star.least_score", 4.5),
        ("star.least_score", 5),
        ("star.least_evaluations", 3),
        ("star.publicity_days", 5),
        ("star.publicity_days", 60),
    ],
)
def test_what_places_set_fits(key: str, value: Any) -> None:
    assert fits(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("star.hours", [100, 300, 600, 1000]),
        ("star.hours", [100, 300, 300, 1000, 1500]),
        ("star.hours", [300, 100, 600, 1000, 1500]),
        ("star.hours", [0, 300, 600, 1000, 1500]),
        ("star.hours", ["100", "300", "600", "1000", "1500"]),
        ("star.hours", [True, 300, 600, 1000, 1500]),
        ("star.hours", [100.0, 300, 600, 1000, 1500]),
        ("star.hours", 100),
        ("star.span", "monthly"),
        ("star.least_score", 4.25),
        ("star.least_score", 5.1),
        ("star.least_score", -0.1),
        ("star.least_score", True),
        ("star.least_score", float("nan")),
        ("star.least_evaluations", 2),
        ("star.publicity_days", 4),
    ],
)
def test_what_makes_no_sense_does_not_fit(key: str, value: Any) -> None:
    assert not fits(key, value)
