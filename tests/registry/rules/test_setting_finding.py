"""The dated rules of finding: known to the catalogue, with the defaults that the ranking itself has."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from redvest.registry.rules.setting import RULES, fits
from redvest.registry.rules.setting_finding import FINDING
from redvest.service.rules.ranking import Weights
from redvest.service.rules.watch import TellTerms


def test_every_weight_is_a_rule_with_the_same_default() -> None:
    weights = {f"ranking.{each.name}": each.default for each in fields(Weights)}
    assert weights == {rule.key: rule.default for rule in FINDING if rule.key.startswith("ranking.")}
    assert all(RULES[key].default == default for key, default in weights.items())


def test_when_watches_speak_has_the_same_defaults() -> None:
    terms = TellTerms()
    assert RULES["watch.single_a_day"].default == terms.single_a_day
    assert RULES["watch.digest_hour"].default == terms.digest_hour
    assert RULES["offer.quiet_from"].default == terms.quiet_from
    assert RULES["offer.quiet_until"].default == terms.quiet_until


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("ranking.distance", [0, 100], [-1, 101, 1.5, True, "1"]),
        ("ranking.lift", [0, 500], [-1, 501]),
        ("watch.single_a_day", [0, 20], [-1, 21]),
        ("watch.digest_hour", [8, 21], [7, 22]),
    ],
)
def test_what_they_may_be(key: str, good: list[Any], bad: list[Any]) -> None:
    assert all(fits(key, value) for value in good)
    assert not any(fits(key, value) for value in bad)
