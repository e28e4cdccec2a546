"""By which words people and bodies are found: name, pinyin, initials, number, the tail of a phone."""

from __future__ import annotations

from redvest.core.search import index_text
from redvest.registry.rules import names


def volunteer_terms(name: str, number: str, phone_tail: str = "") -> list[str]:
    """The search column of a person's record."""
    return index_text(name, *_spoken(name), number, phone_tail)


def body_terms(name: str, code: str) -> list[str]:
    """The search column of an organisation."""
    return index_text(name, *_spoken(name), code)


def _spoken(name: str) -> tuple[str, str, str]:
    """Pinyin with and without spaces, and initials."""
    pinyin = names.pinyin(name)
    return pinyin, pinyin.replace(" ", ""), names.initials(name)
