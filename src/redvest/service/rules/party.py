"""Reading a group's names: one person on a line, the number first, then the name. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINE = re.compile(r"(?P<number>\d[\d\s\-‐-―−.·]*)[\s,，、:：;；]*(?P<name>[^\d\s,，、:：;；].*)")


@dataclass(frozen=True)
class Read:
    """Who is meant on which line, and the lines that say nothing readable, counted from 1."""

    people: tuple[tuple[str, str], ...]
    odd: tuple[int, ...]


def read_lines(text: str) -> Read:
    """Empty lines do not count; somebody written twice is meant once."""
    people: dict[str, str] = {}
    odd: list[int] = []
    for order, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        plain = line.strip()
        if not plain:
            continue
        found = _LINE.fullmatch(plain)
        if found is None:
            odd.append(order)
            continue
        number = re.sub(r"\D", "", found["number"])
        people.setdefault(number, found["name"].strip())
    return Read(tuple(people.items()), tuple(odd))
