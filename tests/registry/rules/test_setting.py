"""The catalogue of dated rules is complete, and its defaults obey its own checks."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules.setting import RULES, fits


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_default_may_be_given_and_is_explained(key: str) -> None:
    rule = RULES[key]

    assert rule.key == key
    assert fits(key, rule.default)
    assert rule.about
    assert rule.basis


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("age.minimum", -1),
        ("age.minimum", "6"),
        ("age.minimum", True),
        ("age.minimum", None),
        ("age.minimum", 6.5),
        ("hours.rounding_mode", "sideways"),
        ("hours.rounding_mode", 1),
        ("hours.day_limit_minutes", 1441),
        ("attendance.code_seconds", 21),
        ("recording.due_working_days", 0),
    ],
)
def test_what_makes_no_sense_does_not_fit(key: str, value: Any) -> None:
    assert not fits(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("age.minimum", 8),
        ("age.guardian_consent_under", 18),
        ("age.data_consent_under", 14),
        ("age.danger_under", 18),
        ("id.maximum_age", 150),
        ("hours.day_limit_minutes", 720),
        ("hours.rounding_unit_minutes", 30),
        ("hours.rounding_mode", "nearest"),
        ("attendance.code_seconds", 20),
        ("signup.cancel_until_minutes", 0),
        ("certificate.verify_per_minute", 30),
        ("recording.due_working_days", 10),
    ],
)
def test_what_cities_set_fits(key: str, value: Any) -> None:
    assert fits(key, value)
