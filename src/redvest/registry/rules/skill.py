"""Skills chosen from a catalogue beside what people say in words of their own (民政部令第 67 号 art. 5: 专业技能).

Pure. A record keeps one text: the catalogue's words first, then a person's own, so that imports, exports and the form
agree; what the catalogue does not know stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from redvest.core.search import normalise_text
from redvest.registry.rules import names

_BETWEEN = re.compile(r"[、，,；;/|\n]+")
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry: ``also`` are other words for it, ``spoken`` what a search compares with."""

    key: str
    group: str
    name: str
    also: tuple[str, ...]
    since: date
    until: date | None
    spoken: tuple[str, ...]


def spoken_of(*words: str) -> tuple[str, ...]:
    """Each word, its pinyin without spaces, and its initials, in lower case."""
    found: list[str] = []
    for word in words:
        found += [normalise_text(word), names.pinyin(word).replace(" ", ""), names.initials(word)]
    return tuple(dict.fromkeys(each for each in found if each))


def holding(skills: Sequence[Skill], on: date) -> list[Skill]:
    """Those that may be chosen on a day."""
    return [each for each in skills if each.since <= on and (each.until is None or on <= each.until)]


def matching(skills: Sequence[Skill], q: str) -> list[Skill]:
    """Those whose words, pinyin or initials hold what was typed; all of them where nothing was."""
    asked = normalise_text(q).replace(" ", "")
    return [each for each in skills if not asked or any(asked in word for word in each.spoken)]


def split(text: str, skills: Sequence[Skill]) -> tuple[tuple[str, ...], str]:
    """The keys that a text names, in the catalogue's order, and the rest as it was written."""
    known = {normalise_text(word): each.key for each in skills for word in (*each.also, each.name)}
    chosen: set[str] = set()
    own: list[str] = []
    for part in _BETWEEN.split(text):
        word = " ".join(part.split())
        if key := known.get(normalise_text(word)):
            chosen.add(key)
        elif word:
            own.append(word)
    return tuple(each.key for each in skills if each.key in chosen), SEPARATOR.join(dict.fromkeys(own))


def joined(keys: Collection[str], own: str, skills: Sequence[Skill]) -> str:
    """One text of what was chosen and of one's own words; an own word that the catalogue knows is a choice."""
    more, rest = split(own, skills)
    wanted = {*keys, *more}
    chosen = [each.name for each in skills if each.key in wanted]
    return SEPARATOR.join([*chosen, *([rest] if rest else [])])
