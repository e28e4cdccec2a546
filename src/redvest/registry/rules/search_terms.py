"""By which words people and bodies are found: name, pinyin, initials, number, the tail of a phone."""

from __future__ import annotations

from redvest.core.search import index_text
from redvest.registry.rules import names

MOST_JOINED = 6


def volunteer_terms(name: str, number: str, phone_tail: str = "") -> list[str]:
    """The search column of a person's record."""
    return index_text(name, *_spoken(name), *joined(names.pinyin(name)), number, phone_tail)


def body_terms(name: str, code: str) -> list[str]:
    """The search column of an organisation."""
    return index_text(name, *_spoken(name), code)


def joined(pinyin: str) -> list[str]:
    """Neighbouring syllables written as one, the whole left out: surnames of two, given names (`ouyang`, `mingxia`)."""
    parts = pinyin.split()[:MOST_JOINED]
    runs = ((begin, end) for begin in range(len(parts)) for end in range(begin + 2, len(parts) + 1))
    return ["".join(parts[begin:end]) for begin, end in runs if end - begin < len(parts)]


def _spoken(name: str) -> tuple[str, str, str]:
    """Pinyin with and without spaces, and initials."""
    pinyin = names.pinyin(name)
    return pinyin, pinyin.replace(" ", ""), names.initials(name)
