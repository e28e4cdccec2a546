"""What a dated rule is, and the checks of its values. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

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


def one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in choices


def words(value: Any) -> bool:
    """A list of at most 100 short words."""
    return (
        isinstance(value, list)
        and len(value) <= 100
        and all(isinstance(w, str) and 0 < len(w) <= 20 for w in value)
    )
