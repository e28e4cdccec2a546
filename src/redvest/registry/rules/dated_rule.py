"""What a dated rule is, and the checks of its values. Pure."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext, gettext_noop

from redvest.registry.setting_errors import RuleValueWrong

OUR_CHOICE = gettext_noop("平台默认，没有统一规定，可按本地要求调整")


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that differs between places or years."""

    key: str
    default: Any
    about: str
    basis: str
    check: Callable[[Any], bool]


def whole(low: int, high: int) -> Callable[[Any], bool]:
    """A whole number in a range; true and false are no numbers."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def rising(count: int, low: int, high: int) -> Callable[[Any], bool]:
    """So many whole numbers in a range, each greater than the one before."""
    number = whole(low, high)
    return lambda value: (
        isinstance(value, list)
        and len(value) == count
        and all(map(number, value))
        and all(one < two for one, two in pairwise(value))
    )


def tenths(low: int, high: int) -> Callable[[Any], bool]:
    """A number in a range with at most one decimal."""
    return lambda value: (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and low <= value <= high
        and round(value, 1) == value
    )


def one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in choices


def words(value: Any) -> bool:
    """A list of at most 100 short words."""
    return (
        isinstance(value, list)
        and len(value) <= 100
        and all(isinstance(w, str) and 0 < len(w) <= 20 for w in value)
    )


def value_words(value: Any) -> str:
    """A value as people read and type it: words of a list with 、 between."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def typed_value(rule: Rule, text: str) -> Any:
    """What somebody typed, as the kind of value that the rule has. Raises RuleValueWrong; the rule checks the rest."""
    text = text.strip()
    if isinstance(rule.default, bool):
        return {gettext("是"): True, gettext("否"): False}.get(text, text)
    if isinstance(rule.default, str):
        return text
    if isinstance(rule.default, list):
        parts = [part for part in map(str.strip, re.split(r"[、,，;；\n]", text)) if part]
        numbers = any(isinstance(each, int) for each in rule.default)
        return [_number(rule, part) for part in parts] if numbers else parts
    return _number(rule, text)


def _number(rule: Rule, text: str) -> Any:
    """Digits of full width are read, too."""
    try:
        return json.loads(unicodedata.normalize("NFKC", text))
    except ValueError as fault:
        raise RuleValueWrong(key=rule.key) from fault
