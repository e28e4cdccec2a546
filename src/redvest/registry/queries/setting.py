"""Reads dated rules: the value that holds at a place on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from redvest.core.db.prepared import fetch_prepared
from redvest.registry.models import DatedSetting
from redvest.registry.rules.age import AgeGates
from redvest.registry.rules.setting import RULES
from redvest.registry.setting_errors import RuleUnknown

# The names that ``rules/age.py`` gives to what the catalogue calls otherwise.
_GATES = {
    "min_age": "age.minimum",
    "self_register_age": "age.self_register",
    "guardian_consent_under": "age.guardian_consent_under",
    "data_consent_under": "age.data_consent_under",
    "accompany_under": "age.accompany_under",
    "danger_under": "age.danger_under",
}


_VALUES = """
SELECT setting.key, setting.value FROM registry_datedsetting AS setting
JOIN registry_region AS region ON region.code = setting.region_id
WHERE setting.key = ANY(%s) AND region.code = ANY(%s) AND setting.effective_on <= %s
ORDER BY length(region.path), setting.effective_on
"""


def rule(key: str, path: str, on: date) -> Any:
    """The value at a place: of the nearest place upward that sets it, the latest row not after the day."""
    return rules([key], path, on)[key]


def rules(keys: Iterable[str], path: str, on: date) -> dict[str, Any]:
    """The values of several rules at one place on one day, in one query."""
    wanted = list(keys)
    for key in wanted:
        if key not in RULES:
            raise RuleUnknown(key=key)
    values = {key: RULES[key].default for key in wanted}
    # From the city down and from old to new: the last row seen of a key is the one that holds.
    for key, value in fetch_prepared(_VALUES, [wanted, _codes(path), on]):
        values[key] = json.loads(value) if isinstance(value, str) else value
    return values


def held_rules(path: str, on: date) -> dict[str, DatedSetting]:
    """The rows that hold at a place on a day, by key; rules that nobody set are not in it. One query."""
    rows = DatedSetting.objects.filter(region__code__in=_codes(path), effective_on__lte=on)
    ordered = rows.select_related("region", "set_by").order_by(Length("region__path"), "effective_on", "id")
    return {row.key: row for row in ordered}


def rule_everywhere(key: str) -> Callable[[str, date], Any]:
    """The value of one rule for any place and day, read in one query: for lists whose rows lie in many places."""
    if key not in RULES:
        raise RuleUnknown(key=key)
    found = DatedSetting.objects.filter(key=key).order_by(Length("region__path"), "effective_on")
    rows = list(found.values_list("region__path", "effective_on", "value"))

    def value_at(path: str, on: date) -> Any:
        held = [value for place, since, value in rows if path.startswith(place) and since <= on]
        return held[-1] if held else RULES[key].default

    return value_at


def every_value(key: str) -> list[Any]:
    """All values that a rule has anywhere at any time, its default first."""
    return [RULES[key].default, *DatedSetting.objects.filter(key=key).values_list("value", flat=True)]


def age_gates(path: str, on: date) -> AgeGates:
    """The ages that matter at a place on a day."""
    values = rules(_GATES.values(), path, on)
    return AgeGates(**{name: values[key] for name, key in _GATES.items()})


def history(key: str, path: str) -> QuerySet[DatedSetting]:
    """Every row that ever set a rule at this place or above it, the newest first."""
    if key not in RULES:
        raise RuleUnknown(key=key)
    return (
        DatedSetting.objects.filter(key=key, region__code__in=_codes(path))
        .select_related("region", "set_by")
        .order_by("-effective_on", "-id")
    )


def _codes(path: str) -> list[str]:
    return path.strip("/").split("/")
