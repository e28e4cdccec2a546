"""How a notice fits into the account's template. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# What the vendor allows in a field, by the beginning of its name.
_LONGEST = {"thing": 20, "const": 20, "short_thing": 5, "phrase": 5, "time": 20, "character_string": 32}


def fields_of(layout: str, words: Mapping[str, str]) -> dict[str, str]:
    """`thing1=text,time2=when` filled in: a field for each, cut to what its kind may hold.

    >>> fields_of("thing1=text,time2=when", {"text": "候补轮到你了", "when": "2026年3月5日 10:00"})
    {'thing1': '候补轮到你了', 'time2': '2026年3月5日 10:00'}
    """
    pairs = (part.split("=", 1) for part in layout.split(",") if "=" in part)
    return {name.strip(): _cut(name.strip(), words.get(source.strip(), "")) for name, source in pairs}


def _cut(name: str, value: str) -> str:
    longest = _LONGEST.get(name.rstrip("0123456789"), 20)
    return value if len(value) <= longest else f"{value[: longest - 1]}…"
