"""Reads a pasted list of people: a volunteer number a line, perhaps a name behind it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from redvest.registry.rules.volunteer_number import normalise

# A number in groups, then perhaps a name: digits and what people put between them, at the start of the line.
_LINE = re.compile(r"[\s　]*([0-9０-９][0-9０-９ 　\t\-–—.]*)[,，、;；:：\s　]*(.*?)[\s　,，;；。]*$")


@dataclass(frozen=True)
class ListedPerson:
    """A line of a pasted list: where it stood, the number's bare digits (empty where there is none), a name if given."""

    line: int
    text: str
    number: str
    name: str


def read_list(text: str) -> list[ListedPerson]:
    """Every line that says anything, numbered as people see them. A number may be grouped; a name may follow it."""
    found: list[ListedPerson] = []
    for place, line in enumerate(text.replace("\x00", "").splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.match(line)
        number, name = (normalise(match[1]), match[2]) if match else ("", line.strip())
        found.append(ListedPerson(place, line.strip(), number, "".join(name.split())))
    return found


def repeated_lines(people: Iterable[ListedPerson]) -> dict[int, int]:
    """Lines that name somebody again, each with the line that did so first."""
    first: dict[str, int] = {}
    again: dict[int, int] = {}
    for person in people:
        if person.number and first.setdefault(person.number, person.line) != person.line:
            again[person.line] = first[person.number]
    return again
